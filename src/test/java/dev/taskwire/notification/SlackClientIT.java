package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.Secret;
import dev.taskwire.config.SlackConfig;
import dev.taskwire.notification.ChatAnswer.Accepted;
import dev.taskwire.notification.ChatAnswer.Misconfigured;
import dev.taskwire.notification.ChatAnswer.NotAccepted;
import dev.taskwire.notification.ChatAnswer.NotTaken;
import dev.taskwire.notification.ChatAnswer.Refused;
import dev.taskwire.notification.ChatAnswer.Unavailable;
import dev.taskwire.notification.ChatAnswer.Unknown;
import dev.taskwire.notification.StandInSendGrid.Received;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class SlackClientIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final String PATH = "/services/T0/B0/nobody-may-see-this";

    @SuppressWarnings("NullAway.Init")
    private Vertx vertx;

    /** A server that keeps what it is sent: SendGrid's stand-in serves as Slack's. */
    @SuppressWarnings("NullAway.Init")
    private StandInSendGrid slack;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        this.slack = new StandInSendGrid(vertx);
        slack.answers(200);
    }

    @AfterEach
    void stop() throws Exception {
        slack.stop();
    }

    @Test
    void postsTheTextEscaped() throws Exception {
        assertThat(post(LONG, "Ines & <Ada>: “Plan” 🚀")).isEqualTo(new Accepted());

        JsonObject body = new JsonObject()
                .put("text", "Ines &amp; &lt;Ada&gt;: “Plan” 🚀")
                .put("unfurl_links", false)
                .put("unfurl_media", false);
        assertThat(slack.received())
                .containsExactly(new Received("POST", PATH, "null", "application/json; charset=utf-8", body));
    }

    @Test
    void tellsARefusalFromAnAddressThatIsGone() throws Exception {
        slack.refuses(400, "no_text");
        assertThat(post(LONG, "x")).isEqualTo(new Refused("Slack answered 400: no_text"));

        slack.refuses(404, "no_service at " + PATH);
        assertThat(post(LONG, "x")).isEqualTo(new Misconfigured("Slack answered 404: no_service at ****"));
    }

    @Test
    void waitsAsLongAsItIsAskedTo() throws Exception {
        slack.answers(429, "Retry-After", "7");

        assertThat(post(LONG, "x"))
                .isEqualTo(new Unavailable("Slack answered 429", Optional.of(Duration.ofSeconds(7))));
    }

    @Test
    void anAnswerThatNeverComesLeavesTheMessageUnknown() throws Exception {
        slack.answers(request -> {});

        assertThat(post(SHORT, "x")).isInstanceOf(Unknown.class);
        await().until(() -> slack.connections() == 0);
    }

    @Test
    void aConnectionThatBreaksLeavesTheMessageUnknown() throws Exception {
        slack.resets();

        assertThat(post(LONG, "x")).isInstanceOf(Unknown.class);
    }

    @Test
    void saysThatNothingWasSentWhereNobodyListens() throws Exception {
        SlackClient client = client(slack.url() + PATH, LONG);
        slack.stop();

        ChatAnswer answer = post(client, "x").await(30, TimeUnit.SECONDS);

        assertThat(answer).isInstanceOf(Unavailable.class);
        assertThat(((NotAccepted) answer).reason()).doesNotContain("nobody-may-see");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void doesNotFollowARedirect(int status) throws Exception {
        slack.answers(status, "Location", slack.url() + "/elsewhere");

        assertThat(post(LONG, "x")).isInstanceOf(Misconfigured.class);
        assertThat(slack.calls()).isEqualTo(1);
    }

    @Test
    void holdsFourConnectionsAndLetsTheOthersWait() throws Exception {
        AtomicInteger most = new AtomicInteger();
        slack.answers(request -> {
            most.accumulateAndGet(slack.connections(), Math::max);
            vertx.setTimer(20, late -> request.response().end().onFailure(slack::ignore));
        });
        SlackClient client = client(slack.url() + PATH, LONG);

        List<Future<ChatAnswer>> calls =
                Stream.generate(() -> post(client, "x")).limit(20).toList();

        assertThat(Future.all(calls).await(30, TimeUnit.SECONDS).<ChatAnswer>list())
                .containsOnly(new Accepted());
        assertThat(most).hasValue(4);
    }

    @Test
    void sendsNothingAfterTheDeadline() throws Exception {
        SlackClient client = client(slack.url() + PATH, LONG);

        assertThat(client.post(SlackMessage.of("x"), Deadline.in(Duration.ZERO)).await(10, TimeUnit.SECONDS))
                .isInstanceOf(NotTaken.class);
        assertThat(slack.calls()).isZero();
    }

    @Test
    void theAddressIsInNoLog() throws Exception {
        try (RecordedLog log = RecordedLog.begin("io.vertx", "io.netty", "dev.taskwire")) {
            slack.resets();
            assertThat(post(LONG, "x")).isInstanceOf(Unknown.class);
            slack.answers(request -> {});
            assertThat(post(SHORT, "x")).isInstanceOf(Unknown.class);

            assertThat(log.lines()).noneMatch(line -> line.contains("nobody-may-see"));
        }
        assertThat(new SlackConfig(Optional.of(new Secret(PATH)), LONG).toString())
                .doesNotContain("nobody-may-see");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "https://", "https://chat.example.com:99999/nobody", "https://chat.example.com/a b"})
    void refusesAnAddressThatCannotBeCalledWithoutShowingIt(String address) {
        assertThatThrownBy(() -> client(address, LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slack.webhook_url is no address that can be called")
                .hasNoCause();
    }

    private ChatAnswer post(Duration timeout, String text) throws Exception {
        return post(client(slack.url() + PATH, timeout), text).await(30, TimeUnit.SECONDS);
    }

    private static Future<ChatAnswer> post(SlackClient client, String text) {
        return client.post(SlackMessage.of(text), Deadline.in(client.timeout()));
    }

    private SlackClient client(String address, Duration timeout) {
        return SlackClient.create(vertx, new SlackConfig(Optional.of(new Secret(address)), timeout));
    }
}
