package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.NotAccepted;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Unknown;
import dev.taskwire.notification.StandInSendGrid.Received;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class SendGridClientIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Mail MAIL = new Mail(
            UUID.fromString("00000000-0000-0000-0000-000000000001"),
            "task_assigned",
            new MailAddress("ada@example.com", "Ada"),
            new MailContent.Rendered("Subject", "Text", "<p>Text</p>"));

    @SuppressWarnings("NullAway.Init")
    private Vertx vertx;

    @SuppressWarnings("NullAway.Init")
    private StandInSendGrid sendGrid;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        this.sendGrid = new StandInSendGrid(vertx);
    }

    @AfterEach
    void stop() throws Exception {
        sendGrid.stop();
    }

    @Test
    void postsTheMailAsTheApiWantsIt() throws Exception {
        assertThat(send(LONG)).isInstanceOf(Accepted.class);

        JsonObject body = new JsonObject("""
                {
                  "personalizations": [{
                    "to": [{"email": "ada@example.com", "name": "Ada"}],
                    "custom_args": {"event_id": "00000000-0000-0000-0000-000000000001"}
                  }],
                  "from": {"email": "taskwire@example.com", "name": "Taskwire"},
                  "subject": "Subject",
                  "content": [
                    {"type": "text/plain", "value": "Text"},
                    {"type": "text/html", "value": "<p>Text</p>"}
                  ],
                  "tracking_settings": {"click_tracking": {"enable": false}, "open_tracking": {"enable": false}}
                }
                """);
        String authorization = "Bearer " + StandInSendGrid.KEY.value();
        assertThat(sendGrid.received())
                .containsExactly(new Received("POST", "/v3/mail/send", authorization, "application/json", body));
    }

    @Test
    void isDoneInTheSandboxToo() throws Exception {
        sendGrid.answers(200);

        assertThat(send(LONG)).isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @CsvSource({"400, bad address", "401, wrong key", "413, too big", "429, too many requests", "500, our fault"})
    void failsWithSendGridsOwnWords(int status, String message) throws Exception {
        sendGrid.refuses(status, "{\"errors\": [{\"message\": \"" + message + "\"}]}");

        assertThat(reason(send(LONG))).startsWith("SendGrid answered " + status + ": " + message);
    }

    @Test
    void givesUpOnAnAnswerThatNeverComes() throws Exception {
        sendGrid.answers(request -> {});

        assertThat(reason(send(SHORT)))
                .isEqualTo("SendGrid did not answer in time: whether it took the mail is not known");
        await().until(() -> sendGrid.connections() == 0);
    }

    @Test
    void failsWhenTheConnectionBreaks() throws Exception {
        sendGrid.resets();

        assertThat(reason(send(LONG)))
                .startsWith("the connection to SendGrid broke")
                .endsWith("whether it took the mail is not known");
    }

    @Test
    void saysThatNothingWasSentWhereNobodyListens() throws Exception {
        SendGridClient client = sendGrid.client(LONG, 1);
        sendGrid.stop();

        assertThat(reason(send(client).await(10, TimeUnit.SECONDS)))
                .startsWith("SendGrid cannot be reached, the mail was not sent: ");
    }

    @Test
    void sendsNothingAfterTheDeadline() throws Exception {
        SendGridClient client = sendGrid.client(LONG, 1);

        MailAnswer answer = client.send(MAIL, Deadline.in(Duration.ZERO)).await(10, TimeUnit.SECONDS);

        assertThat(answer).isEqualTo(SendGridAnswer.tooLate());
        assertThat(sendGrid.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void doesNotCarryTheKeyToWhereARedirectPoints(int status, Vertx vertx) throws Exception {
        StandInSendGrid elsewhere = new StandInSendGrid(vertx);
        sendGrid.answers(request -> request.response()
                .setStatusCode(status)
                .putHeader("Location", elsewhere.url() + "/v3/mail/send")
                .end()
                .onFailure(sendGrid::ignore));

        assertThat(reason(send(LONG))).isEqualTo("SendGrid answered " + status);
        assertThat(elsewhere.received()).isEmpty();
        elsewhere.stop();
    }

    @Test
    void leavesAnEndlessRefusalBehind() throws Exception {
        sendGrid.answers(request -> pour(request.response().setStatusCode(400).setChunked(true)));

        assertThat(reason(send(LONG))).isEqualTo("SendGrid answered 400");
        await().until(() -> sendGrid.connections() == 0);
    }

    @Test
    void isDoneAtAnEndlessAcceptanceAndLeavesItBehind() throws Exception {
        sendGrid.answers(request -> pour(request.response().setStatusCode(202).setChunked(true)));

        assertThat(send(LONG)).isInstanceOf(Accepted.class);
        await().until(() -> sendGrid.connections() == 0);
    }

    @Test
    void endsARefusalThatDrips() throws Exception {
        sendGrid.answers(request -> drip(request.response().setStatusCode(400).setChunked(true)));

        assertThat(reason(send(SHORT))).isEqualTo("SendGrid answered 400");
        await().until(() -> sendGrid.connections() == 0);
    }

    @Test
    void acceptanceStandsThoughTheConnectionBreaksBehindIt() throws Exception {
        sendGrid.answers(request -> request.response()
                .setStatusCode(202)
                .putHeader("Content-Length", "1000")
                .write("x")
                .compose(written -> request.connection().close())
                .onFailure(sendGrid::ignore));

        assertThat(send(LONG)).isInstanceOf(Accepted.class);
    }

    @Test
    void holdsNoMoreConnectionsThanItMay() throws Exception {
        AtomicInteger most = new AtomicInteger();
        sendGrid.answers(request -> {
            most.accumulateAndGet(sendGrid.connections(), Math::max);
            vertx.setTimer(
                    20, late -> request.response().setStatusCode(202).end().onFailure(sendGrid::ignore));
        });
        SendGridClient client = sendGrid.client(LONG, 2);

        List<Future<MailAnswer>> calls =
                Stream.generate(() -> send(client)).limit(20).toList();

        assertThat(Future.all(calls).await(30, TimeUnit.SECONDS).<MailAnswer>list())
                .hasOnlyElementsOfType(Accepted.class);
        assertThat(most).hasValue(2);
    }

    @Test
    void waitForAConnectionCountsTowardsTheDeadline() throws Exception {
        sendGrid.answers(request -> {});
        SendGridClient client = sendGrid.client(SHORT, 1);

        List<Future<MailAnswer>> calls =
                Stream.generate(() -> send(client)).limit(10).toList();

        List<MailAnswer> answers = Future.all(calls).await(3, TimeUnit.SECONDS).list();
        assertThat(answers.get(0)).isInstanceOf(Unknown.class);
        assertThat(answers.subList(1, 10)).hasOnlyElementsOfType(NotTaken.class);
        assertThat(sendGrid.calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "SG.a key", "SG.key\r\nX-Evil: 1", "SG.kéy"})
    void refusesAKeyThatCannotBeOneWithoutShowingIt(String key) {
        assertThatThrownBy(() -> sendGrid.client(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SendGrid's key is empty or has characters that no key has");
    }

    private MailAnswer send(Duration timeout) throws Exception {
        return send(sendGrid.client(timeout, 1)).await(30, TimeUnit.SECONDS);
    }

    private static Future<MailAnswer> send(SendGridClient client) {
        return client.send(MAIL, Deadline.in(client.timeout()));
    }

    private static String reason(MailAnswer answer) {
        return ((NotAccepted) answer).reason();
    }

    /** Writes as fast as it is read, for ever. */
    private void pour(HttpServerResponse response) {
        response.write("x".repeat(64 * 1024)).onSuccess(read -> pour(response)).onFailure(sendGrid::ignore);
    }

    private void drip(HttpServerResponse response) {
        vertx.setPeriodic(20, timer -> response.write("x").onFailure(gone -> vertx.cancelTimer(timer)));
    }
}
