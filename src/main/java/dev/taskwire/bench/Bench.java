package dev.taskwire.bench;

import dev.taskwire.config.TaskwireConfig;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** The bench from start to end: takes the database, runs the workloads, gives it back. */
public final class Bench {
    private static final List<Workload> WORKLOADS = List.of(
            new DrainWorkload(),
            new WakeWorkload(),
            new WritersWorkload(),
            new BulkWorkload(),
            new SustainedWorkload(),
            new MailWorkload(),
            new BacklogWorkload(),
            new TuningWorkload(),
            new IdleWorkload());

    private static final int GOOD = 0;
    private static final int FAILED = 1;

    private final BenchSettings settings;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * Makes a bench.
     *
     * @param out gets the report
     * @param err is told how far it is
     */
    public Bench(BenchSettings settings, PrintWriter out, PrintWriter err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    /** The names of all workloads, in the order in which they run. */
    public static List<String> workloads() {
        return WORKLOADS.stream().map(Workload::name).toList();
    }

    /**
     * Runs all that was chosen and answers the exit code. Blocks.
     *
     * @throws IllegalStateException if the database holds what is not the bench's; it is as it was then
     */
    public int run(Engine.Factory engines) throws Exception {
        StopSignal signal = new StopSignal();
        int exitCode = FAILED;
        try (BenchClient client = new BenchClient(settings.config(Map.of()).database())) {
            exitCode = measure(client, engines, signal);
            return exitCode;
        } finally {
            signal.release(exitCode);
        }
    }

    private int measure(BenchClient client, Engine.Factory engines, StopSignal signal) throws Exception {
        TaskwireConfig config = settings.config(Map.of());
        BenchDatabase database = new BenchDatabase(client, config, settings.sizes());
        database.requireFree();
        try {
            database.take();
            BenchReport report = new BenchReport(out, settings.json());
            report.surroundings(Surroundings.of(client));
            Ground ground = new Ground(settings, client, engines, this::say);
            for (Workload workload : chosen()) {
                report.add(workload.measure(ground).measurements());
            }
            report.end();
            return GOOD;
        } catch (Exception failure) {
            // A process that ends refuses much, such as to start an engine: no failure then.
            if (!signal.isAsked()) {
                throw failure;
            }
            say("stopped; the database is given back as it was");
            return FAILED;
        } finally {
            signal.letFinish();
            database.giveBack();
        }
    }

    private List<Workload> chosen() {
        return WORKLOADS.stream()
                .filter(workload ->
                        settings.workloads().isEmpty() || settings.workloads().contains(workload.name()))
                .toList();
    }

    private void say(String line) {
        err.println(line);
        err.flush();
    }
}
