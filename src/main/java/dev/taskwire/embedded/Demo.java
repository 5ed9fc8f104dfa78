package dev.taskwire.embedded;

import java.time.Duration;
import java.util.Optional;

/** The demonstration from start to end. */
public final class Demo {
    private static final int GOOD = 0;
    private static final int FAILED = 1;
    private static final Duration FINISH_MOST = Duration.ofSeconds(60);

    private final DemoSettings settings;
    private final DemoConsole console;

    public Demo(DemoSettings settings, DemoConsole console) {
        this.settings = settings;
        this.console = console;
    }

    /** Why there can be no demo, as a sentence; empty where there can. */
    public static Optional<String> obstacle() {
        try {
            Class.forName("io.zonky.test.db.postgres.embedded.EmbeddedPostgres", false, Demo.class.getClassLoader());
            return Optional.empty();
        } catch (ClassNotFoundException leftOut) {
            return Optional.of(
                    "this jar has no embedded Postgres: run the demo with taskwire.jar, or set DATABASE_URL to a"
                            + " Postgres of your own and run serve");
        }
    }

    /** Runs until its time is over or a signal ends it, and answers the exit code. Blocks. */
    public int run(Pipeline.Factory pipelines) throws Exception {
        StopSignal signal = new StopSignal();
        int exitCode = FAILED;
        try {
            exitCode = signal.isAsked() ? GOOD : perform(pipelines, signal);
            return exitCode;
        } finally {
            signal.release(exitCode);
        }
    }

    private int perform(Pipeline.Factory pipelines, StopSignal signal) throws Exception {
        DemoStage stage = new DemoStage(settings, console);
        try {
            return isRaised(stage, pipelines, signal) ? show(stage, signal) : GOOD;
        } finally {
            stage.takeDown();
        }
    }

    /** Ctrl-C in a terminal reaches the programs that set up Postgres too: what fails from then on is no failure. */
    private static boolean isRaised(DemoStage stage, Pipeline.Factory pipelines, StopSignal signal) throws Exception {
        try {
            return stage.raise(pipelines, signal);
        } catch (Exception failure) {
            if (signal.isAsked()) {
                return false;
            }
            throw failure;
        }
    }

    private int show(DemoStage stage, StopSignal signal) throws Exception {
        DemoVerticle verticle = new DemoVerticle(stage, settings, console);
        stage.play(verticle);
        long began = System.nanoTime();
        long runtime = settings.runtime().map(Duration::toNanos).orElse(Long.MAX_VALUE);
        console.printWhile(() -> !signal.isAsked() && System.nanoTime() - began < runtime);

        DemoSummary summary = console.await(verticle.finish(), FINISH_MOST);
        console.say("");
        console.say(console.paint(Paint.TITLE, "Summary"));
        summary.lines().forEach(console::say);
        console.printWhile(() -> false);
        return summary.isGood() ? GOOD : FAILED;
    }
}
