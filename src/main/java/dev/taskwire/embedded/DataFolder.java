package dev.taskwire.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder that a Postgres keeps its data in, looked at before the server is: the server's own complaints go unseen. */
record DataFolder(Path path, String serverVersion) {
    /** Why no server can start on it, as a sentence; empty where one can. */
    Optional<String> obstacle() {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            return Optional.of(path + " is a file: name a folder");
        }
        try {
            return holdsData() ? obstacleInData() : obstacleInOther();
        } catch (IOException unreadable) {
            return Optional.of(path + " cannot be read (" + unreadable.getMessage() + "): name another folder");
        }
    }

    private boolean holdsData() {
        return Files.exists(path.resolve("PG_VERSION"));
    }

    private Optional<String> obstacleInData() throws IOException {
        String version = Files.readString(path.resolve("PG_VERSION")).strip();
        if (!version.equals(serverVersion)) {
            return Optional.of(path + " holds data of Postgres " + version + ", and this is Postgres " + serverVersion
                    + ": name another folder");
        }
        return running()
                .map(process -> "a Postgres (process " + process + ") works on " + path
                        + " already: stop it, with Ctrl-C in its window or `kill -INT " + process + "`");
    }

    private Optional<String> obstacleInOther() throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try (Stream<Path> content = Files.list(path)) {
            return content.findAny()
                    .map(file -> path + " holds other files: name an empty folder, or one that this command made");
        }
    }

    private Optional<Long> running() {
        Path file = path.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().map(Long::valueOf).filter(DataFolder::isPostgres);
        } catch (IOException | UncheckedIOException | NumberFormatException goneMeanwhile) {
            return Optional.empty();
        }
    }

    /** After a crash of the machine, the number may be another process's. */
    private static boolean isPostgres(long process) {
        return ProcessHandle.of(process)
                .filter(ProcessHandle::isAlive)
                .map(handle -> handle.info().command().map(command -> command.contains("postgres")))
                .map(command -> command.orElse(true))
                .orElse(false);
    }
}
