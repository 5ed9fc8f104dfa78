package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.Secret;
import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.NotAccepted;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Unavailable;
import dev.taskwire.notification.MailAnswer.Unknown;
import io.vertx.core.MultiMap;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendGridAnswerTest {
    private static final Secret KEY = new Secret("SG.secret");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final SendGridAnswer answers = new SendGridAnswer(KEY, Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource({
        "301, Misconfigured",
        "307, Misconfigured",
        "400, Refused",
        "401, Misconfigured",
        "402, Misconfigured",
        "403, Misconfigured",
        "404, Misconfigured",
        "405, Misconfigured",
        "406, Refused",
        "407, Misconfigured",
        "408, NotTaken",
        "410, Refused",
        "413, Refused",
        "415, Misconfigured",
        "422, Refused",
        "429, Unavailable",
        "500, Unknown",
        "501, Unknown",
        "502, Unknown",
        "503, Unavailable",
        "504, Unknown",
        "599, Unknown",
        "201, Unknown",
        "204, Unknown",
        "999, Unknown",
    })
    void saysWhatAStatusMeans(int status, String meaning) {
        assertThat(refusal(status, "").getClass().getSimpleName()).isEqualTo(meaning);
        assertThat(SendGridAnswer.accepts(status)).isFalse();
    }

    @Test
    void acceptanceHasTheProvidersIdIfItGaveOne() {
        assertThat(SendGridAnswer.accepts(202)).isTrue();
        assertThat(SendGridAnswer.accepts(200)).isTrue();
        assertThat(SendGridAnswer.accepted(headers("X-Message-Id", "abc\u0000-1")))
                .isEqualTo(new Accepted(Optional.of("abc -1")));
        assertThat(SendGridAnswer.accepted(headers("Server", "nginx"))).isEqualTo(new Accepted(Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "429, Retry-After, 30, PT30S",
        "503, Retry-After, 30, PT30S",
        "429, Retry-After, 0, PT1S",
        "429, Retry-After, 9999999999, PT15M",
        "429, Retry-After, 'Fri, 02 Jan 2026 03:05:05 GMT', PT1M",
        "429, Retry-After, 'Fri, 02 Jan 2026 03:00:00 GMT', PT1S",
        "429, X-RateLimit-Reset, 1767323065, PT20S",
        "429, X-RateLimit-Reset, 1, PT1S",
        "429, X-RateLimit-Reset, 9999999999, PT15M",
    })
    void waitsAsLongAsItIsAskedTo(int status, String header, String value, Duration after) {
        assertThat(refusal(status, "", headers(header, value)))
                .isEqualTo(new Unavailable("SendGrid answered " + status, Optional.of(after)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "99999999999", "1.5"})
    void managesWithoutATimeToWait(String value) {
        assertThat(refusal(429, "", headers("Retry-After", value)))
                .isEqualTo(new Unavailable("SendGrid answered 429", Optional.empty()));
    }

    @Test
    void whatWasNotSentWasNotTaken() {
        ConnectException refused = new ConnectException("refused");

        assertThat(SendGridAnswer.unreached(refused))
                .isEqualTo(new Unavailable(
                        "SendGrid cannot be reached, the mail was not sent: refused", Optional.empty()));
        assertThat(SendGridAnswer.unreached(new TimeoutException())).isInstanceOf(NotTaken.class);
        assertThat(SendGridAnswer.unwritten(refused)).isInstanceOf(NotTaken.class);
        assertThat(SendGridAnswer.tooLate()).isInstanceOf(NotTaken.class);
    }

    @Test
    void nobodyKnowsWhatBecameOfWhatWasSent() {
        assertThat(SendGridAnswer.unanswered(new TimeoutException()))
                .isEqualTo(new Unknown("SendGrid did not answer in time: whether it took the mail is not known"));
        assertThat(SendGridAnswer.unanswered(new IllegalArgumentException("invalid\u0000version")))
                .isEqualTo(new Unknown("the connection to SendGrid broke (invalid version): whether it took the mail is"
                        + " not known"));
    }

    @Test
    void givesTheFirstError() {
        assertThat(reason("""
                {"errors": [{"message": "Does not contain\\na valid address.", "field": "to"}, {"message": "more"}]}
                """)).isEqualTo("SendGrid answered 400: Does not contain a valid address.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{",
                "[]",
                "{\"errors\": {}}",
                "{\"errors\": []}",
                "{\"errors\": [5]}",
                "{\"errors\": [{\"message\": 5}]}"
            })
    void managesWithoutAnErrorMessage(String body) {
        assertThat(reason(body)).isEqualTo("SendGrid answered 400");
    }

    @Test
    void managesEndlessNesting() {
        assertThat(reason("[".repeat(16_000))).isEqualTo("SendGrid answered 400");
    }

    @Test
    void neverRepeatsTheKey() {
        assertThat(reason("{\"errors\": [{\"message\": \"no such key: SG.secret\"}]}"))
                .isEqualTo("SendGrid answered 400: no such key: ****");
    }

    @Test
    void shortensALongMessage() {
        assertThat(reason("{\"errors\": [{\"message\": \"" + "x".repeat(9000) + "\"}]}"))
                .hasSizeLessThan(330)
                .endsWith("x…");
    }

    private String reason(String body) {
        return refusal(400, body).reason();
    }

    private NotAccepted refusal(int status, String body) {
        return refusal(status, body, headers("Server", "nginx"));
    }

    private NotAccepted refusal(int status, String body, MultiMap headers) {
        return (NotAccepted) answers.refusal(new SendGridReply(status, headers, body));
    }

    private static MultiMap headers(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }
}
