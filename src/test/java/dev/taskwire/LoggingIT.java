package dev.taskwire;

import static dev.taskwire.support.TaskwireProcess.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TaskwireProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log of a process: lines that a program reads, a level that can be changed, and no payload. */
final class LoggingIT {
    private static final String TOKEN = "a-token-of-the-test-of-logs-0001";
    private static final String CANARY = "canary-of-the-payload";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Test
    void linesAreObjectsWhoseFactsAreFieldsAndTheLevelChangesAtRunTime() throws Exception {
        POSTGRES.database()
                .execute("CREATE TABLE tasks (id int PRIMARY KEY, title text); SELECT taskwire.watch('tasks')");
        int port = freePort();
        try (TaskwireProcess taskwire = TaskwireProcess.start(environment(port), "serve")) {
            until(() -> status(port, "/readyz") == 200);
            until(() -> !lines(taskwire, "working on the queues").isEmpty());
            assertThat(level(port, "GET", ""))
                    .extracting(one -> ((JsonObject) one).getString("logger"))
                    .contains("root");
            assertThat(lines(taskwire, "batch taken")).isEmpty();

            assertThat(level(port, "PUT", "{\"logger\": \"dev.taskwire.worker\", \"level\": \"debug\", \"for\": 3}"))
                    .extracting(one -> ((JsonObject) one).getString("logger"))
                    .contains("dev.taskwire.worker");
            send("activity_log", "{\"entity_type\": \"%s\"}");
            send("notifications", "{\"type\": \"task_assigned\", \"task_id\": \"%s\", \"assignee_id\": \"%s\"}");
            send("notifications", "{\"type\": \"welcome_email\", \"user_id\": \"1\", \"email\": \"%s\"}");
            POSTGRES.database().execute("INSERT INTO tasks VALUES (1, '" + CANARY + "')");
            until(() -> lines(taskwire, "message became a dead letter").size() >= 2);
            until(() -> !lines(taskwire, "batch taken").isEmpty());
            until(() -> !lines(taskwire, "a level of the log is what it was").isEmpty());

            assertThat(level(port, "GET", ""))
                    .extracting(one -> ((JsonObject) one).getString("logger"))
                    .doesNotContain("dev.taskwire.worker");
            JsonObject dead = lines(taskwire, "message became a dead letter").get(0);
            assertThat(dead.getString("level")).isEqualTo("ERROR");
            assertThat(dead.getString("logger")).isEqualTo("dev.taskwire.worker");
            assertThat(Instant.parse(dead.getString("time"))).isBefore(Instant.now());
            assertThat(dead.getLong("message_id")).isPositive();
            assertThat(dead.getString("queue")).isIn("activity_log", "notifications");
            assertThat(dead.getString("reason")).isNotBlank();
            assertThat(dead.getString("trace_id")).isEqualTo(TRACE);
            assertThat(taskwire.terminate()).isZero();
            assertThat(taskwire.output().lines())
                    .allSatisfy(line -> assertThat(new JsonObject(line).fieldNames())
                            .contains("time", "level", "logger", "thread", "message"));
            assertThat(taskwire.output()).doesNotContain(CANARY);
        }
    }

    private static Map<String, String> environment(int port) {
        return Map.of(
                "DATABASE_URL",
                POSTGRES.database().url(),
                "TASKWIRE_HTTP_PORT",
                String.valueOf(port),
                "TASKWIRE_API_TOKEN",
                TOKEN,
                "TASKWIRE_LOGGING_FORMAT",
                "json",
                "TASKWIRE_LOG_LEVEL",
                "info",
                "TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPTS",
                "1");
    }

    private static void send(String queue, String message) throws Exception {
        POSTGRES.database()
                .execute("SELECT taskwire.send('" + queue + "', '" + message.replace("%s", CANARY) + "')"
                        + " FROM set_config('taskwire.traceparent', '00-" + TRACE + "-00f067aa0ba902b7-01', true)");
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(40)).until(condition);
    }

    private static List<JsonObject> lines(TaskwireProcess taskwire, String message) throws IOException {
        return taskwire.output()
                .lines()
                .filter(line -> line.endsWith("}") && line.contains(message))
                .map(JsonObject::new)
                .toList();
    }

    private static JsonArray level(int port, String method, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/log-level"))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(10))
                .build();
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonArray(response.body());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
