package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Needs no database; reads the templates that are shipped. */
class PreviewCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void listsTheTypesThatThereAre() {
        assertThat(run("preview")).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "alert", "daily_report", "figures", "task_assigned", "weekly_summary", "welcome_email");
    }

    @Test
    void rendersASampleWhereNoDataIsGiven() {
        assertThat(run("preview", "daily_report", "--part", "text")).isZero();

        assertThat(out.toString()).contains("Completed:     29\n");
    }

    @Test
    void rendersTheDataThatIsGiven() throws IOException {
        Path data = Files.writeString(
                folder.resolve("data.json"), "{\"user_id\": 1, \"name\": \"<b>Eve\", \"email\": \"eve@example.com\"}");

        assertThat(run("preview", "welcome_email", "--data", data.toString())).isZero();

        assertThat(out.toString())
                .startsWith("Subject: Welcome, <b>Eve\n")
                .contains("Hello <b>Eve,")
                .contains("--- html\n<!DOCTYPE html>")
                .contains("&lt;b&gt;Eve");
    }

    @Test
    void namesWhatTheDataLacks() throws IOException {
        Path data = Files.writeString(folder.resolve("data.json"), "{\"name\": \"Eve\"}");

        assertThat(run("preview", "daily_report", "--data", data.toString())).isEqualTo(1);

        assertThat(err.toString())
                .contains("template daily_report/subject, line 1: ")
                .contains("date");
    }

    @Test
    void wrongUseIsSaidInWords() throws IOException {
        Path broken = Files.writeString(folder.resolve("data.json"), "[1]");

        assertThat(run("preview", "no_such_type")).isEqualTo(2);
        assertThat(run("preview", "welcome_email", "--data", "gone.json")).isEqualTo(2);
        assertThat(run("preview", "welcome_email", "--data", broken.toString())).isEqualTo(2);

        assertThat(err.toString())
                .contains("there is no type \"no_such_type\" with templates here; there are: alert, daily_report, ")
                .contains("--data: there is no file gone.json")
                .contains("is no JSON object");
    }

    private int run(String... arguments) {
        CommandLine commandLine = TaskwireCommand.commandLine((config, observer) -> {
            throw new IllegalStateException("this command serves nothing");
        });
        return commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
