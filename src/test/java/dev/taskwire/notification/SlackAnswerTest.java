package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.Secret;
import dev.taskwire.notification.ChatAnswer.Accepted;
import dev.taskwire.notification.ChatAnswer.NotAccepted;
import dev.taskwire.notification.ChatAnswer.NotTaken;
import dev.taskwire.notification.ChatAnswer.Unavailable;
import dev.taskwire.notification.ChatAnswer.Unknown;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackAnswerTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Secret ADDRESS = new Secret("https://hooks.slack.com/services/T0/B0/nobody");

    private final SlackAnswer answers = new SlackAnswer(ADDRESS, Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource({
        "200, Accepted",
        "302, Misconfigured",
        "400, Refused",
        "401, Misconfigured",
        "403, Misconfigured",
        "404, Misconfigured",
        "408, Unavailable",
        "410, Misconfigured",
        "413, Refused",
        "429, Unavailable",
        "500, Unavailable",
        "503, Unavailable",
        "204, Unknown",
        "999, Unknown",
    })
    void saysWhatAStatusMeans(int status, String meaning) {
        assertThat(answer(status, "").getClass().getSimpleName()).isEqualTo(meaning);
    }

    @Test
    void waitsAsLongAsItIsAskedTo() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Retry-After", "30");

        assertThat(answers.of(new PostEnd.Answered(429, headers, "slow_down\n")))
                .isEqualTo(new Unavailable("Slack answered 429: slow_down", Optional.of(Duration.ofSeconds(30))));
    }

    @Test
    void aCallThatGotNoAnswerIsUnknownOnlyIfItWasSent() {
        IOException broken = new IOException("broken");

        assertThat(answers.of(new PostEnd.TooLate())).isInstanceOf(NotTaken.class);
        assertThat(answers.of(new PostEnd.Unwritten(broken))).isInstanceOf(NotTaken.class);
        assertThat(answers.of(new PostEnd.Unreached(broken)))
                .isEqualTo(
                        new Unavailable("Slack cannot be reached, the message was not sent: broken", Optional.empty()));
        assertThat(answers.of(new PostEnd.Unanswered(broken)))
                .isEqualTo(new Unknown(
                        "the connection to Slack broke (broken): whether it took the message is not known"));
        assertThat(answers.of(new PostEnd.Unanswered(new TimeoutException()))).isInstanceOf(Unknown.class);
    }

    @Test
    void neverRepeatsTheAddress() {
        assertThat(answer(404, "nothing at " + ADDRESS.value()))
                .isEqualTo(new ChatAnswer.Misconfigured("Slack answered 404: nothing at ****"));
        assertThat(reason(new PostEnd.Unreached(new IOException("POST /services/T0/B0/nobody"))))
                .doesNotContain("T0");
        assertThat(reason(new PostEnd.Unanswered(new IOException("x".repeat(290) + "/services/T0/B0/nobody"))))
                .doesNotContain("/serv");
    }

    @Test
    void anAddressWithoutAPathStrikesOutNoSlash() {
        SlackAnswer bare = new SlackAnswer(new Secret("https://chat.example.com/"), Clock.systemUTC());

        assertThat(bare.of(new PostEnd.Answered(400, MultiMap.caseInsensitiveMultiMap(), "and/or")))
                .isEqualTo(new ChatAnswer.Refused("Slack answered 400: and/or"));
    }

    @Test
    void acceptanceIsAWord() {
        assertThat(answer(200, "ok")).isEqualTo(new Accepted());
    }

    private ChatAnswer answer(int status, String body) {
        return answers.of(new PostEnd.Answered(status, MultiMap.caseInsensitiveMultiMap(), body));
    }

    private String reason(PostEnd end) {
        return ((NotAccepted) answers.of(end)).reason();
    }
}
