package dev.taskwire.httpcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.Secret;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MaskingTest {
    private static final String SECRET = "s3cr3t/with \"quotes\"+";

    private final Masking masking = new Masking(List.of(new Secret(SECRET), new Secret("whsec_Zm9vYmFyYmF6cXV1eA==")));

    @Test
    void strikesOutASecretAsItIsAndAsJsonHasIt() {
        assertThat(masking.of("a " + SECRET + " b " + SECRET)).isEqualTo("a *** b ***");
        assertThat(masking.of(new JsonObject().put("got", SECRET).encode())).isEqualTo("{\"got\":\"***\"}");
        assertThat(masking.of("key Zm9vYmFyYmF6cXV1eA== of whsec_Zm9vYmFyYmF6cXV1eA=="))
                .isEqualTo("key *** of ***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "user:", "someone:"})
    void strikesOutASecretWithinBase64WhateverStandsAroundIt(String before) {
        for (String after : List.of("", "x", "xy", "xyz")) {
            String text = before + SECRET + after;
            String standard = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
            String forUrls =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));

            int around = (before.length() + after.length()) * 4 / 3 + 10;
            assertThat(masking.of(standard)).contains("***").hasSizeLessThan(around);
            assertThat(masking.of(forUrls)).contains("***").hasSizeLessThan(around);
        }
    }

    @Test
    void strikesOutTheBeginningOfASecretWhereATextWasCutOff() {
        assertThat(masking.ofBeginning("answer: s3cr3t/with")).isEqualTo("answer: ***");
        assertThat(masking.ofBeginning("answer: s3")).isEqualTo("answer: s3");
        assertThat(masking.ofBeginning("answer: " + SECRET + ".")).isEqualTo("answer: ***.");
    }

    @Test
    void leavesOtherTextAsItIs() {
        assertThat(masking.of("nothing of the kind")).isEqualTo("nothing of the kind");
        assertThat(new Masking(List.of()).ofBeginning("text")).isEqualTo("text");
    }
}
