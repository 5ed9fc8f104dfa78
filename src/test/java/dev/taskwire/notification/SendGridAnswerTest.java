package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.Secret;
import dev.taskwire.worker.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendGridAnswerTest {
    private static final Secret KEY = new Secret("SG.secret");

    @Test
    void givesTheFirstError() {
        assertThat(refusal("""
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
        assertThat(refusal(body)).isEqualTo("SendGrid answered 400");
    }

    @Test
    void managesEndlessNesting() {
        assertThat(refusal("[".repeat(16_000))).isEqualTo("SendGrid answered 400");
    }

    @Test
    void neverRepeatsTheKey() {
        assertThat(refusal("{\"errors\": [{\"message\": \"no such key: SG.secret\"}]}"))
                .isEqualTo("SendGrid answered 400: no such key: ****");
    }

    @Test
    void shortensALongMessage() {
        assertThat(refusal("{\"errors\": [{\"message\": \"" + "x".repeat(9000) + "\"}]}"))
                .hasSizeLessThan(330)
                .endsWith("x…");
    }

    private static String refusal(String body) {
        return ((Outcome.Retry) SendGridAnswer.refusal(400, body, KEY)).reason();
    }
}
