package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.Program;
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

/** Runs the scripts that click through the dashboard, and does what they ask for. */
final class Browser {
    private static final Path FOLDER = Path.of("src/test/browser");
    private static final Duration MOST = Duration.ofMinutes(6);

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
        Program.run(
                FOLDER,
                Duration.ofMinutes(2),
                List.of("npm", "ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error"));
    }

    /** Runs a script to its end; fails with what it printed where it fails, or is not done in six minutes. */
    static void run(String script, Map<String, String> environment, Hands hands) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("node", script).directory(FOLDER.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        Timer timer = new Timer(true);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        process.destroyForcibly();
                    }
                },
                MOST.toMillis());
        List<String> printed = follow(process, hands);
        timer.cancel();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", printed)).isZero();
        assertThat(printed).last().isEqualTo("all");
    }

    private static List<String> follow(Process process, Hands hands) throws Exception {
        List<String> printed = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter answers = process.outputWriter(StandardCharsets.UTF_8)) {
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
