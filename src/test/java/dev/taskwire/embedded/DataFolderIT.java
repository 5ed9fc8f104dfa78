package dev.taskwire.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderIT {
    @TempDir
    Path folder = Path.of("");

    @Test
    void mayBeMissingOrEmpty() {
        assertThat(obstacle(folder)).isEmpty();
        assertThat(obstacle(folder.resolve("new"))).isEmpty();
    }

    @Test
    void isRefusedWhereItHoldsSomethingElse() throws IOException {
        Path letter = Files.writeString(folder.resolve("letter.txt"), "Dear Ada");

        assertThat(obstacle(folder)).endsWith("holds other files: name an empty folder, or one that this command made");
        assertThat(obstacle(letter)).endsWith("is a file: name a folder");
    }

    @Test
    void isRefusedWhereAnotherPostgresWroteIt() throws IOException {
        Files.writeString(folder.resolve("PG_VERSION"), "15\n");

        assertThat(obstacle(folder)).contains("holds data of Postgres 15, and this is Postgres 18");
    }

    @Test
    void isTakenWhereAServerThatHasEndedLeftItsNumber() throws IOException {
        Files.writeString(folder.resolve("PG_VERSION"), "18\n");
        long test = ProcessHandle.current().pid();
        Files.writeString(folder.resolve("postmaster.pid"), test + "\n/data\n");

        assertThat(obstacle(folder)).isEmpty();
    }

    private static String obstacle(Path path) {
        return new DataFolder(path, "18").obstacle().orElse("");
    }
}
