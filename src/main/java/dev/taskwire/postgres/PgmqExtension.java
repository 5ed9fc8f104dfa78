package dev.taskwire.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The files of the pgmq extension that this jar carries. */
public final class PgmqExtension {
    private static final String FOLDER = "/taskwire/pgmq/";

    private PgmqExtension() {}

    /** The version that the control file names. */
    public static String version() {
        return read("extension/pgmq.control")
                .lines()
                .filter(line -> line.startsWith("default_version"))
                .map(line -> line.replaceAll("^[^']*'|'.*$", ""))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Writes the files for a server that finds extensions by {@code extension_control_path}.
     *
     * @return the folder to name in that setting
     */
    public static Path unpack(Path folder) throws IOException {
        Path extension = Files.createDirectories(folder.resolve("extension"));
        for (String name : files()) {
            Files.writeString(extension.resolve(name), read("extension/" + name));
        }
        return folder;
    }

    /** The script that installs this version from nothing. */
    static String installScript() {
        return read("extension/pgmq--" + version() + ".sql");
    }

    static String read(String name) {
        try (InputStream content = PgmqExtension.class.getResourceAsStream(FOLDER + name)) {
            return new String(
                    Objects.requireNonNull(content, name + " is missing in the jar")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static List<String> files() {
        return read("index").lines().filter(line -> !line.isBlank()).toList();
    }
}
