package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.cli.TaskwireCommand;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TaskwireProcess;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The bench on a database of its own: tiny, since what it measures is not the point here. */
final class BenchLongIT {
    private static final Duration START_MOST = Duration.ofSeconds(40);

    private static final String TINY = "--scale 0.002 --rounds 1 --seconds 1";

    /** Whatever a bench could leave. */
    private static final String CONTENTS = """
            SELECT 'schema ' || nspname AS what FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)'
            UNION ALL
            SELECT 'relation ' || oid::regclass FROM pg_class WHERE relnamespace >= 16384 OR relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE oid >= 16384
            UNION ALL
            SELECT 'extension ' || extname FROM pg_extension
            ORDER BY what
            """;

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    @Test
    void measuresEverythingAndLeavesNothing(@TempDir Path folder) throws Exception {
        List<Map<String, @Nullable Object>> before = postgres.database().rows(CONTENTS);
        // What is not woken is found by the poll.
        Path conf =
                Files.writeString(folder.resolve("taskwire.yaml"), "queues: {activity_log: {poll_interval: 100ms}}");

        Ran ran = run((TINY + " --json --mails 30 --conf " + conf).split(" "));

        assertThat(ran.code()).as(ran.err()).isZero();
        JsonObject report = new JsonObject(ran.out());
        assertThat(report.getJsonObject("surroundings").getMap())
                .containsKeys("processors", "memory", "os", "java", "vertx", "postgres", "pgmq", "fsync");
        assertThat(lines(report).toList())
                .contains(
                        "taskwire drain events/s",
                        "bare Vert.x loop x2 drain events/s",
                        "one-statement SQL x1 drain events/s",
                        "taskwire / one-statement SQL x2 drain ratio",
                        "taskwire, wake always wake-p99 ms",
                        "no trigger writers-16 updates/s",
                        "taskwire, wake off writers-4-p99 ms",
                        "per row, pgmq.send writers-1-p50 ms",
                        "per row, pgmq.send + pg_notify writers-16 updates/s",
                        "taskwire, wake coalesced writers-16-and-workers updates/s",
                        "taskwire, wake coalesced writers-16-and-workers-backlog messages",
                        "no trigger bulk-20 ms",
                        "taskwire, wake off bulk-20 ms",
                        "taskwire, wake coalesced sustained updates/s",
                        "taskwire, wake coalesced sustained-to-log-p95 ms",
                        "taskwire mail-64-in-flight mails/s",
                        "taskwire mail-256-in-flight mails/s",
                        "taskwire backlog-50 events/s",
                        "taskwire backlog-2000 events/s",
                        "taskwire backlog-2000-table MB",
                        "taskwire, x8 drain-tuning events/s",
                        "taskwire, x8 mail-tuning mails/s",
                        "taskwire idle-cpu ms/min");
        assertThat(report.getJsonArray("measurements"))
                .allSatisfy(line -> assertThat(((JsonObject) line).getDouble("value"))
                        .as(line.toString())
                        .isBetween(isCount((JsonObject) line) ? 0 : 0.000_001, 1e9));
        assertThat(postgres.database().rows(CONTENTS)).isEqualTo(before);
    }

    @Test
    void printsALineForEachFigureBeneathWhatFiguresDependOn() {
        Ran ran = run("--only", "bulk", "--scale", "0.002", "--rounds", "1");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out().lines())
                .anyMatch(line -> line.matches("# fsync +(on|off)"))
                .anyMatch(line -> line.matches("no trigger +bulk-20 +[0-9.]+ ms"))
                .anyMatch(line -> line.matches("taskwire, wake always +bulk-20 +[0-9.]+ ms"));
    }

    @Test
    void refusesADatabaseWithSomebodysTable() throws SQLException {
        postgres.database().execute("CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)");
        List<Map<String, @Nullable Object>> before = postgres.database().rows(CONTENTS);

        Ran ran = run();

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err())
                .contains("this database holds what is not the bench's (table orders), and nothing was changed")
                .contains("name a database with nothing in it");
        assertThat(postgres.database().rows(CONTENTS)).isEqualTo(before);
        assertThat(postgres.database().count("SELECT count(*) FROM orders")).isEqualTo(1);
    }

    @Test
    void refusesADatabaseThatTaskwireIsInstalledIn() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(postgres.config())) {
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
        List<Map<String, @Nullable Object>> before = postgres.database().rows(CONTENTS);

        Ran ran = run();

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("activity_logs").contains("nothing was changed");
        assertThat(postgres.database().rows(CONTENTS)).isEqualTo(before);
    }

    @Test
    void refusesADatabaseThatAnotherTaskwireIsConnectedTo() throws SQLException {
        try (Connection other = postgres.database().connect()) {
            other.createStatement().execute("SET application_name = 'taskwire'");

            Ran ran = run();

            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err()).contains("another Taskwire is connected to this database");
        }
    }

    @Test
    void givesTheDatabaseBackWhenItIsToldToStop() throws Exception {
        List<Map<String, @Nullable Object>> before = postgres.database().rows(CONTENTS);
        try (TaskwireProcess bench = process("--only", "idle")) {
            await().atMost(START_MOST).until(() -> bench.output().contains("idle, 60.0 s"));

            assertThat(bench.terminate()).isEqualTo(1);
            assertThat(bench.output()).contains("stopped");
        }
        assertThat(postgres.database().rows(CONTENTS)).isEqualTo(before);
    }

    @Test
    void takesAwayWhatAKilledOneLeft() throws Exception {
        List<Map<String, @Nullable Object>> before = postgres.database().rows(CONTENTS);
        try (TaskwireProcess bench = process("--only", "sustained")) {
            await().atMost(START_MOST).until(() -> bench.output().contains("sustained, 60.0 s"));
            assertThat(bench.kill()).isNotZero();
        }
        assertThat(postgres.database().rows(CONTENTS)).isNotEqualTo(before);
        await().until(() -> postgres.database()
                        .count("SELECT count(*) FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND application_name LIKE 'taskwire%'")
                == 0);

        Ran ran = run("--only", "bulk", "--scale", "0.002", "--rounds", "1");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(postgres.database().rows(CONTENTS)).isEqualTo(before);
    }

    private static boolean isCount(JsonObject line) {
        return line.getString("unit").equals("messages")
                || line.getString("work").startsWith("idle-");
    }

    private static Stream<String> lines(JsonObject report) {
        return report.getJsonArray("measurements").stream()
                .map(JsonObject.class::cast)
                .map(line -> line.getString("system") + " " + line.getString("work") + " " + line.getString("unit"));
    }

    private TaskwireProcess process(String... options) throws Exception {
        return TaskwireProcess.start(
                Map.of(),
                Stream.concat(Stream.of("bench", postgres.database().url()), Stream.of(options))
                        .toArray(String[]::new));
    }

    private Ran run(String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = TaskwireCommand.commandLine(Application::create)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.concat(Stream.of("bench", postgres.database().url()), Stream.of(options))
                        .toArray(String[]::new));
        return new Ran(code, out.toString(), err.toString());
    }

    private record Ran(int code, String out, String err) {}
}
