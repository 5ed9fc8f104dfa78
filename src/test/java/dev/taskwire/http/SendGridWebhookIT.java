package dev.taskwire.http;

import static dev.taskwire.http.WebhookStage.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.WebhookConfig;
import dev.taskwire.postgres.Pools;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.SigningKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the webhook takes and what it refuses. */
@SuppressWarnings("NullAway.Init")
final class SendGridWebhookIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final WebhookStage stage = new WebhookStage(POSTGRES);

    @BeforeEach
    void open() throws SQLException {
        POSTGRES.database()
                .execute("TRUNCATE taskwire.email_deliveries, taskwire.email_events, taskwire.webhook_signature");
        Pool pool = Pools.create(stage.vertx(), POSTGRES.config().database());
        stage.events().open(pool);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "held"})
    void aSignedEventSettlesAMailOfWhichNobodyKnew(String state) throws Exception {
        UUID mail = mail(state);

        assertThat(stage.post(body(mail, "delivered")).statusCode()).isEqualTo(204);

        assertThat(state(mail)).isEqualTo("delivered");
    }

    @Test
    void aWrongSignatureIsRefused() throws Exception {
        UUID mail = mail("unknown");
        Buffer body = body(mail, "delivered");
        String now = WebhookStage.now();

        refused(stage.post(now, SigningKey.make().sign(now, body.getBytes()), body), 403, "the signature is not that");
        refused(stage.post(now, stage.key().sign(now, new byte[0]), body), 403, "the signature is not that");
        refused(stage.post(now, "not base64", body), 403, "the signature is not that");
        nothingIsDone(mail);
    }

    @Test
    void aMissingHeaderIsNamed() throws Exception {
        Buffer body = body(UUID.randomUUID(), "delivered");

        refused(stage.request().sendBuffer(body).await(20, TimeUnit.SECONDS), 403, WebhookStage.TIMESTAMP);
        refused(
                stage.request()
                        .putHeader(WebhookStage.TIMESTAMP, WebhookStage.now())
                        .sendBuffer(body)
                        .await(20, TimeUnit.SECONDS),
                403,
                WebhookStage.SIGNATURE);
    }

    @ParameterizedTest
    @CsvSource({"-310, 403", "-290, 204", "290, 204", "310, 403"})
    void aTimeThatIsFarFromNowIsRefused(long away, int status) throws Exception {
        Buffer body = body(UUID.randomUUID(), "delivered");
        String timestamp = String.valueOf(Instant.now().getEpochSecond() + away);

        assertThat(stage.post(timestamp, stage.key().sign(timestamp, body.getBytes()), body)
                        .statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"now", "-1", "1800000000.5", "999999999999"})
    void aTimeThatIsNoneIsRefused(String timestamp) throws Exception {
        Buffer body = body(UUID.randomUUID(), "delivered");

        refused(stage.post(timestamp, stage.key().sign(timestamp, body.getBytes()), body), 403, "no time in seconds");
    }

    @Test
    void aReplayIsRefusedAndDoesNothing() throws Exception {
        UUID mail = mail("unknown");
        Buffer body = body(mail, "delivered");
        String now = WebhookStage.now();
        String signature = stage.key().sign(now, body.getBytes());
        assertThat(stage.post(now, signature, body).statusCode()).isEqualTo(204);
        POSTGRES.database().execute("TRUNCATE taskwire.email_events");
        POSTGRES.database().execute("UPDATE taskwire.email_deliveries SET state = 'failed'");

        refused(stage.post(now, signature, body), 409, "taken before");
        refused(stage.post(now, stage.key().sign(now, body.getBytes()), body), 409, "taken before");

        assertThat(state(mail)).isEqualTo("failed");
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.email_events"))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''          | 400",
                "nonsense    | 400",
                "[{}         | 400",
                "[{}] []     | 400",
                "{}          | 422",
                "null        | 422",
                "[1]         | 422",
                "[{}, null]  | 422",
                "[[]]        | 422",
                "[]          | 204",
                "[{}]        | 204",
            })
    void aBodyThatIsNoArrayOfObjectsIsRefused(String body, int status) throws Exception {
        assertThat(stage.post(Buffer.buffer(body)).statusCode()).isEqualTo(status);
    }

    @Test
    void aBodyThatIsNestedWithoutEndIsRefused() throws Exception {
        refused(stage.post(Buffer.buffer("[".repeat(1_000_000))), 400, "not JSON");
    }

    @Test
    void withoutAKeyItSaysWhichToSet() throws Exception {
        stage.serve(new SendGridWebhook(new WebhookConfig(Optional.empty(), Duration.ofMinutes(5)), stage.events()));

        refused(stage.post(body(UUID.randomUUID(), "delivered")), 404, "mail.webhook_key (SENDGRID_WEBHOOK_KEY)");
    }

    @Test
    void thousandsOfEventsAreTakenAtOnce() throws Exception {
        UUID mail = mail("unknown");
        String events = IntStream.range(0, 6000)
                .mapToObj(i -> "{\"sg_event_id\":\"" + i + "\",\"event\":\"deferred\",\"event_id\":\"" + mail
                        + "\",\"email\":\"ada@example.com\",\"timestamp\":1800000000,\"response\":\"" + "x".repeat(100)
                        + "\"}")
                .reduce((one, other) -> one + "," + other)
                .orElseThrow();

        assertThat(stage.post(Buffer.buffer("[" + events + "]")).statusCode()).isEqualTo(204);

        assertThat(state(mail)).isEqualTo("deferred");
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.email_events"))
                .isEqualTo(6000);
    }

    @Test
    void moreThanItTakesAtOnceIsToComeAgain() throws Exception {
        try (var connection = POSTGRES.database().connect()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("LOCK TABLE taskwire.webhook_signature");
            List<Future<HttpResponse<Buffer>>> answers = IntStream.range(0, 40)
                    .mapToObj(i -> send(body(UUID.randomUUID(), "delivered")))
                    .toList();

            await().until(() -> answers.stream().filter(Future::isComplete).count() == 24);
            HttpResponse<Buffer> first = answers.stream()
                    .filter(Future::isComplete)
                    .findFirst()
                    .orElseThrow()
                    .result();
            connection.rollback();

            refused(first, 503, "too many requests are in hand");
            assertThat(first.getHeader("Retry-After")).isEqualTo("10");
            List<HttpResponse<Buffer>> all =
                    Future.all(answers).await(20, TimeUnit.SECONDS).list();
            assertThat(all).filteredOn(answer -> answer.statusCode() == 204).hasSize(16);
        }
    }

    private Future<HttpResponse<Buffer>> send(Buffer body) {
        String now = WebhookStage.now();
        return stage.request()
                .putHeader(WebhookStage.TIMESTAMP, now)
                .putHeader(WebhookStage.SIGNATURE, stage.key().sign(now, body.getBytes()))
                .sendBuffer(body);
    }

    private static void refused(HttpResponse<Buffer> answer, int status, String why) {
        JsonObject problem = answer.bodyAsJsonObject();
        assertThat(answer.statusCode()).as(problem.encode()).isEqualTo(status);
        assertThat(answer.getHeader("Content-Type")).isEqualTo("application/problem+json");
        assertThat(problem.getString("type")).isEqualTo("about:blank");
        assertThat(problem.getString("title")).isNotEmpty();
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("detail")).contains(why);
    }

    private static void nothingIsDone(UUID mail) throws SQLException {
        assertThat(state(mail)).isEqualTo("unknown");
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.email_events"))
                .isZero();
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.webhook_signature"))
                .isZero();
    }

    private static UUID mail(String state) throws SQLException {
        UUID mail = UUID.randomUUID();
        assertThat(POSTGRES.database().update("""
                INSERT INTO taskwire.email_deliveries (event_id, queue, type, recipient, state, call_id, call_until)
                VALUES (?, 'notifications', 'task_assigned', 'ada@example.com', ?, gen_random_uuid(), clock_timestamp())
                """, mail, state)).isEqualTo(1);
        return mail;
    }

    private static String state(UUID mail) throws SQLException {
        return String.valueOf(
                POSTGRES.database().value("SELECT state FROM taskwire.email_deliveries WHERE event_id = ?", mail));
    }
}
