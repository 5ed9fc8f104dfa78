package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Prometheus' own tool, which says whether Prometheus would take what it is given. */
final class Promtool {
    private Promtool() {}

    /** Where it is, if this machine has it; {@code TASKWIRE_TEST_PROMTOOL} may name it. */
    static Optional<Path> program() {
        String folders = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Stream.concat(
                        Stream.ofNullable(System.getenv("TASKWIRE_TEST_PROMTOOL")),
                        Arrays.stream(folders.split(Pattern.quote(File.pathSeparator), -1))
                                .map(folder -> folder + "/promtool"))
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs it in a folder; fails with what it prints where it does not accept all. */
    static void accepts(Path folder, String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(program().orElseThrow().toAbsolutePath().toString()), Arrays.stream(arguments))
                .toList();
        Path given = Files.writeString(Files.createTempFile("promtool", ".txt"), input);
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(given.toFile())
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            System.out.println("promtool " + String.join(" ", arguments) + ": " + printed.strip());
            assertThat(process.waitFor()).as("%s: %s", command, printed).isZero();
        } finally {
            Files.delete(given);
        }
    }
}
