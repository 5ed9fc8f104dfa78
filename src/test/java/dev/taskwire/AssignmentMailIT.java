package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.SendGridBodies;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From the UPDATE of a task's assignee to the request at the mail endpoint. */
@ExtendWith(VertxExtension.class)
final class AssignmentMailIT {
    private static final String ADA = "11111111-1111-4111-8111-111111111111";
    private static final String GRACE = "22222222-2222-4222-8222-222222222222";

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    private final List<JsonObject> requests = new CopyOnWriteArrayList<>();
    private final List<Integer> answers = new CopyOnWriteArrayList<>();

    private HttpServer endpoint;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        endpoint = vertx.createHttpServer()
                .requestHandler(this::take)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        database()
                .execute("CREATE TABLE profiles (id uuid PRIMARY KEY, email text, full_name text);"
                        + "CREATE TABLE tasks (id bigint PRIMARY KEY, title text, assignee_id uuid);"
                        + "INSERT INTO profiles VALUES ('" + ADA + "', 'ada@example.com', 'Ada'),"
                        + " ('" + GRACE + "', 'grace@example.com', 'Grace');"
                        + "INSERT INTO tasks VALUES (1, 'Plain', NULL), (2, 'Other', NULL);"
                        + "SELECT taskwire.watch_assignments('tasks'), taskwire.watch_signups('profiles')");
    }

    @AfterEach
    void stop() throws Exception {
        endpoint.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void whatAUserWroteArrivesAsTextAndAddsNeitherHeaderNorRecipient() throws SQLException {
        String title = "<script>alert(1)</script>\r\nBcc: victim@example.com\r\n\r\n{\"to\": []}";
        try (RunningTaskwire taskwire = RunningTaskwire.start(config())) {
            assign(title);

            await().until(() -> requests.size() == 1 && queued() == 0);

            assertThat(taskwire.recorded().failures()).isEmpty();
        }
        JsonObject request = requests.get(0);
        assertThat(request.getString("subject"))
                .isEqualTo("Ada assigned you “<script>alert(1)</script> Bcc: victim@example.com {\"to\": []}”");
        assertThat(request.getJsonArray("personalizations")).hasSize(1);
        JsonObject personalization = request.getJsonArray("personalizations").getJsonObject(0);
        assertThat(personalization.getJsonArray("to"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject().put("email", "grace@example.com").put("name", "Grace")));
        assertThat(personalization.fieldNames()).containsExactlyInAnyOrder("to", "custom_args");
        assertThat(request.containsKey("headers")).isFalse();
        assertThat(content(request, "text/html"))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script>");
        assertThat(content(request, "text/plain")).contains("<script>alert(1)</script>");
    }

    @Test
    void anAssignmentIsAlsoAnInAppRowUnderTheEventsId() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(config())) {
            assign("Review the plan");

            await().until(() -> requests.size() == 1 && queued() == 0);

            assertThat(taskwire.recorded().failures()).isEmpty();
            assertThat(database().count("SELECT count(*) FROM notifications WHERE user_id = '" + GRACE + "'"))
                    .isEqualTo(1);
            assertThat(database().value("SELECT id FROM notifications"))
                    .isEqualTo(requests.get(0)
                            .getJsonArray("personalizations")
                            .getJsonObject(0)
                            .getJsonObject("custom_args")
                            .getString("event_id"));
        }
    }

    @Test
    void aNewProfileIsWelcomed() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(config())) {
            database().execute("INSERT INTO profiles VALUES (gen_random_uuid(), 'alan@example.com', 'Alan')");

            await().until(() -> requests.size() == 1 && queued() == 0);

            assertThat(taskwire.recorded().failures()).isEmpty();
            assertThat(requests.get(0).encode()).contains("alan@example.com");
        }
    }

    @Test
    void aMailThatFailsIsTriedAgainAfterAPause() throws SQLException {
        answers.add(500);
        try (RunningTaskwire taskwire = RunningTaskwire.start(config(
                "TASKWIRE_QUEUES_NOTIFICATIONS_BACKOFF", "100ms",
                "TASKWIRE_QUEUES_NOTIFICATIONS_POLL_INTERVAL", "200ms"))) {
            assign("Twice");

            await().until(() -> requests.size() == 2 && queued() == 0);

            assertThat(taskwire.recorded().failures())
                    .singleElement()
                    .asString()
                    .contains("500");
            assertThat(database().count("SELECT count(*) FROM notifications")).isEqualTo(1);
        }
    }

    @Test
    void withoutAKeyMailsWaitAndInAppRowsDoNot() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(postgres.config())) {
            assign("Patience");

            await().until(() -> database().count("SELECT count(*) FROM taskwire.parked_message") == 1);
            assertThat(database().count("SELECT count(*) FROM notifications")).isEqualTo(1);
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
        database().execute("UPDATE taskwire.parked_message SET due_at = clock_timestamp()");
        try (RunningTaskwire taskwire = RunningTaskwire.start(config())) {
            await().until(() -> requests.size() == 1 && queued() == 0);
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
    }

    private TaskwireConfig config(String... more) {
        String[] mail = {"SENDGRID_API_KEY", "SG.test", "SENDGRID_BASE_URL", "http://127.0.0.1:" + endpoint.actualPort()
        };
        String[] all = new String[mail.length + more.length];
        System.arraycopy(mail, 0, all, 0, mail.length);
        System.arraycopy(more, 0, all, mail.length, more.length);
        return postgres.config(all);
    }

    private void assign(String title) throws SQLException {
        try (Connection connection = database().connect();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE tasks SET title = ?, assignee_id = '" + GRACE + "' WHERE id = 1")) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("SET LOCAL taskwire.actor_id = '" + ADA + "'");
            update.setString(1, title);
            update.execute();
            connection.commit();
        }
    }

    private void take(HttpServerRequest request) {
        request.body()
                .compose(body -> {
                    SendGridBodies.check(body);
                    requests.add(body.toJsonObject());
                    int status = requests.size() <= answers.size() ? answers.get(requests.size() - 1) : 202;
                    return request.response().setStatusCode(status).end();
                })
                .onFailure(Throwable::printStackTrace);
    }

    private static String content(JsonObject request, String type) {
        return request.getJsonArray("content").stream()
                .map(JsonObject.class::cast)
                .filter(content -> type.equals(content.getString("type")))
                .map(content -> content.getString("value"))
                .findFirst()
                .orElseThrow();
    }

    private long queued() throws SQLException {
        return database().count("SELECT count(*) FROM pgmq.q_notifications");
    }

    private TestDatabase database() {
        return postgres.database();
    }
}
