package dev.taskwire.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Scripts that the library of the embedded server leaves to the end of the JVM, which a signal may cut short. */
final class DetectionScripts {
    private static final String NAMES = "detect_linux_distribution_*.sh";

    private DetectionScripts() {}

    /** Deletes those that came since this process began; they were run long ago. */
    static void delete() {
        Instant began = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> scripts = Files.newDirectoryStream(folder, NAMES)) {
            for (Path script : scripts) {
                if (Files.getLastModifiedTime(script).toInstant().isAfter(began)) {
                    Files.deleteIfExists(script);
                }
            }
        } catch (IOException anotherUsers) {
            // A few hundred bytes stay behind.
        }
    }
}
