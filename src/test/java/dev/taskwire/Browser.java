package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the script that clicks through the dashboard, and does what it asks for. */
final class Browser {
    private static final Path FOLDER = Path.of("src/test/browser");

    /** Does what the script asks for, and answers it in one line. */
    interface Hands {
        String serve(String what) throws Exception;
    }

    private Browser() {}

    /** A browser's program, if this machine has one; {@code TASKWIRE_TEST_CHROMIUM} may name another. */
    static Optional<Path> program() {
        return Stream.concat(
                        Stream.ofNullable(System.getenv("TASKWIRE_TEST_CHROMIUM")),
                        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"))
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Fetches what the script needs, by its lock file. */
    static void install() throws IOException, InterruptedException {
        if (Files.exists(FOLDER.resolve("node_modules/playwright-core"))) {
            return;
        }
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error")
                .directory(FOLDER.toFile())
                .inheritIO()
                .start();
        assertThat(npm.waitFor()).isZero();
    }

    /** Runs the script to its end; fails with what it printed where it fails, or is not done in time. */
    static void run(Map<String, String> environment, Duration most, Hands hands) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("node", "dashboard.mjs")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process script = builder.start();
        Timer timer = new Timer(true);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        script.destroyForcibly();
                    }
                },
                most.toMillis());
        List<String> printed = follow(script, hands);
        timer.cancel();
        assertThat(script.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(script.exitValue()).as(String.join("\n", printed)).isZero();
        assertThat(printed).last().isEqualTo("all");
    }

    private static List<String> follow(Process script, Hands hands) throws Exception {
        List<String> printed = new ArrayList<>();
        try (BufferedReader lines = script.inputReader(StandardCharsets.UTF_8);
                BufferedWriter answers = script.outputWriter(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.add(line);
                System.out.println("browser: " + line);
                if (line.startsWith("do: ")) {
                    answers.write(hands.serve(line.substring("do: ".length())) + "\n");
                    answers.flush();
                }
            }
        }
        return printed;
    }

    /** Where pictures go. */
    static Path pictures() {
        return new File("target/dashboard").toPath().toAbsolutePath();
    }
}
