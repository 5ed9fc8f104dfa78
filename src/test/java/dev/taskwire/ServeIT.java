package dev.taskwire;

import static dev.taskwire.support.TaskwireProcess.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TaskwireProcess;
import dev.taskwire.support.TcpRelay;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The process as an operator sees it: exit codes, health and signals. */
@ExtendWith(VertxExtension.class)
final class ServeIT {
    private static final Duration START_MOST = Duration.ofSeconds(40);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @TempDir
    private Path folder;

    @BeforeAll
    static void watchTasks() throws Exception {
        POSTGRES.database()
                .execute("CREATE TABLE tasks (id int PRIMARY KEY, title text); SELECT taskwire.watch('tasks')");
    }

    @Test
    void waitsForADatabaseThatIsAwayAndIsReadyWhenItComes(Vertx vertx) throws Exception {
        int port = freePort();
        TcpRelay relay = relay(vertx);
        int databasePort = freePort();
        try (TaskwireProcess taskwire =
                TaskwireProcess.start(environment(POSTGRES.database().through(databasePort), port), "serve")) {
            await().atMost(START_MOST).until(() -> status(port, "/livez") == 200);
            await().atMost(START_MOST).until(() -> taskwire.output().contains("try=\"2\""));
            assertThat(status(port, "/readyz")).isEqualTo(503);

            assertThat(relay.open(databasePort)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(databasePort);

            await().atMost(START_MOST).until(() -> status(port, "/readyz") == 200);
            relay.fallSilent();
            relay.cut();
            await().atMost(START_MOST).until(() -> status(port, "/readyz") == 503);
            relay.speak();
            await().atMost(START_MOST).until(() -> status(port, "/readyz") == 200);
            POSTGRES.database().execute("INSERT INTO tasks VALUES (100, 'after the outage')");
            await().atMost(START_MOST).until(() -> logged("100") == 1);
            assertThat(taskwire.terminate()).isZero();
        }
    }

    @Test
    void finishesItsBatchWhenItIsToldToStopAndLosesNothing() throws Exception {
        int port = freePort();
        Map<String, String> environment = environment(POSTGRES.database().url(), port);
        environment.put("TASKWIRE_QUEUES_ACTIVITY_LOG_BATCH_SIZE", "100");
        try (TaskwireProcess taskwire = TaskwireProcess.start(environment, "serve")) {
            await().atMost(START_MOST).until(() -> status(port, "/readyz") == 200);
            POSTGRES.database().execute("INSERT INTO tasks SELECT i, 'many' FROM generate_series(1000, 20999) AS i");

            assertThat(taskwire.terminate()).isZero();
        }
        assertThat(POSTGRES.database()
                        .count("SELECT (SELECT count(*) FROM pgmq.q_activity_log)"
                                + " + (SELECT count(*) FROM activity_logs WHERE entity_key::int >= 1000)"))
                .isEqualTo(20_000);
    }

    @Test
    void endsAtOnceWithAWrongPassword() throws Exception {
        URI server = URI.create(POSTGRES.database().url());
        String wrong = "postgres://nobody:wrong@" + server.getHost() + ":" + server.getPort() + server.getPath();
        try (TaskwireProcess taskwire = TaskwireProcess.start(environment(wrong, 0), "serve")) {
            assertThat(taskwire.exitCode()).isEqualTo(1);
            assertThat(taskwire.output()).contains("nobody").doesNotContain("wrong@");
        }
    }

    @Test
    void wrongUseEndsWithTwoAndASentence() throws Exception {
        Path file = Files.writeString(folder.resolve("taskwire.yaml"), "queue: {}\nwake: maybe\n");
        Map<String, String> environment = environment(POSTGRES.database().url(), 0);
        try (TaskwireProcess taskwire = TaskwireProcess.start(environment, "serve", "--conf", file.toString())) {
            assertThat(taskwire.exitCode()).isEqualTo(2);
            assertThat(taskwire.output())
                    .contains("the configuration has 2 problems:")
                    .contains("wake: expected one of coalesced, always, off, got \"maybe\"")
                    .contains("queue: unknown key")
                    .doesNotContain("\tat ");
        }
        try (TaskwireProcess taskwire = TaskwireProcess.start(environment, "sreve")) {
            assertThat(taskwire.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void aPortThatIsTakenEndsItWithASentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                TaskwireProcess taskwire = TaskwireProcess.start(
                        environment(POSTGRES.database().url(), taken.getLocalPort()), "serve", "--conf", emptyFile())) {
            assertThat(taskwire.exitCode()).isEqualTo(1);
            assertThat(taskwire.output())
                    .contains("taskwire: ")
                    .contains("in use")
                    .doesNotContain("\tat ");
        }
    }

    private String emptyFile() throws IOException {
        return Files.writeString(folder.resolve("empty.yaml"), "").toString();
    }

    private static long logged(String key) throws Exception {
        return POSTGRES.database().count("SELECT count(*) FROM activity_logs WHERE entity_key = ?", key);
    }

    private static Map<String, String> environment(String url, int httpPort) {
        return new HashMap<>(Map.of("DATABASE_URL", url, "TASKWIRE_HTTP_PORT", String.valueOf(httpPort)));
    }

    private static TcpRelay relay(Vertx vertx) {
        URI server = URI.create(POSTGRES.database().url());
        return new TcpRelay(vertx, server.getHost(), server.getPort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
