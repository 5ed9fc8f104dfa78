package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.cli.TaskwireCommand;
import dev.taskwire.support.SendGridBodies;
import dev.taskwire.support.TaskwireProcess;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@DisabledIfSystemProperty(
        named = "taskwire.test.server",
        matches = "container",
        disabledReason = "the demo brings its own server")
final class DemoLongIT {
    private static final Pattern PSQL = Pattern.compile("psql \"postgres://\\w+:\\w+@(\\S+)\" -c \"(.+)\"");
    private static final Pattern INBOX = Pattern.compile("  mail      (http\\S+)");
    private static final Pattern LINK = Pattern.compile("/mails/\\d+");
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder = Path.of("");

    @Test
    void endsWithASummaryInWhichAllIsWell() {
        StringWriter said = new StringWriter();

        int exitCode = TaskwireCommand.commandLine(Application::create)
                .setOut(new PrintWriter(said))
                .execute("demo", "--seconds", "3");

        assertThat(said.toString())
                .contains("UPDATE tasks", "activity_logs", "mail  ", "by notification, 0 by poll")
                .contains("every change is logged exactly once, every assignment was mailed");
        assertThat(exitCode).isZero();
    }

    @Test
    void showsAChangeMadeByHandAndEndsWellWhenItIsToldTo() throws Exception {
        try (TaskwireProcess demo = TaskwireProcess.start(Map.of(), "demo", "--rate", "2")) {
            await().atMost(SOON).until(() -> demo.output().contains("activity_logs"));

            changeByHand(demo.output());
            await().atMost(SOON).until(() -> demo.output().contains("by hand"));

            assertThat(demo.terminate()).isZero();
            assertThat(demo.output()).contains("for a change made by hand", "every change is logged exactly once");
        }
    }

    @Test
    void showsAMailOfEachTypeInItsInbox() throws Exception {
        try (TaskwireProcess demo = TaskwireProcess.start(Map.of(), "demo", "--rate", "10")) {
            await().atMost(SOON).until(() -> demo.output().contains("  mail      http"));
            Matcher address = INBOX.matcher(demo.output());
            assertThat(address.find()).isTrue();
            String inbox = address.group(1);

            await().atMost(SOON).untilAsserted(() -> assertThat(page(inbox)).contains("assigned you “", "Welcome"));

            List<String> mails = LINK.matcher(page(inbox))
                    .results()
                    .map(link -> inbox + link.group())
                    .toList();
            assertThat(page(mails.get(0))).contains("<iframe sandbox", "<dt>From</dt>");
            for (String mail : mails) {
                SendGridBodies.check(Buffer.buffer(page(mail + "/request")));
            }
            assertThat(demo.terminate()).isZero();
        }
    }

    private static String page(String address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
    }

    @Test
    void goesOnWithTheDataOfTheRunBefore() throws Exception {
        String data = folder.resolve("data").toString();
        assertThat(runToTheEnd("demo", "--seconds", "1", "--data", data)).contains("seq 1 ");

        String said = runToTheEnd("demo", "--seconds", "1", "--data", data);

        assertThat(said).doesNotContain("seq 1 ").contains("every change is logged exactly once");
        assertThat(Path.of(data, "postmaster.pid")).doesNotExist();
    }

    @Test
    void startsTheDatabaseAlone() throws Exception {
        try (TaskwireProcess database = TaskwireProcess.start(Map.of(), "demo", "--database-only")) {
            await().atMost(SOON).until(() -> database.output().contains("Ctrl-C"));
            String url = database.output().lines().findFirst().orElseThrow().replaceFirst("postgres:.*@", "");
            execute("jdbc:postgresql://" + url, "SELECT pgmq.create('letters'); DROP SCHEMA public");

            assertThat(database.terminate()).isZero();
        }
    }

    private static String runToTheEnd(String... arguments) throws IOException, InterruptedException {
        try (TaskwireProcess process = TaskwireProcess.start(Map.of(), arguments)) {
            int exitCode = process.exitCode();
            assertThat(exitCode).as(process.output()).isZero();
            return process.output();
        }
    }

    private static void changeByHand(String output) throws SQLException {
        Matcher matcher = PSQL.matcher(output);
        assertThat(matcher.find()).as(output).isTrue();
        MatchResult psql = matcher.toMatchResult();
        execute("jdbc:postgresql://" + psql.group(1), psql.group(2));
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
