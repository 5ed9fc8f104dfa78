package dev.taskwire.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.support.SigningKey;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookKeyTest {
    private static final String SHOWN = SigningKey.make().shown();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "  %s\n",
                "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n",
                "-----BEGIN PUBLIC KEY-----\\n%s\\n-----END PUBLIC KEY-----"
            })
    void theKeyIsReadAsTheProviderShowsItAndAsPem(String form) {
        assertThat(WebhookKey.parse(form.formatted(SHOWN)))
                .get()
                .extracting(
                        read -> Base64.getEncoder().encodeToString(read.key().getEncoded()))
                .isEqualTo(SHOWN);
    }

    @Test
    void aKeyOfAnotherKindIsNone() throws GeneralSecurityException {
        byte[] rsa = KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPublic()
                .getEncoded();

        assertThat(WebhookKey.parse(SigningKey.ofCurve("secp384r1").shown())).isEmpty();
        assertThat(WebhookKey.parse(Base64.getEncoder().encodeToString(rsa))).isEmpty();
    }

    @Test
    void aPointThatIsNotOnTheCurveIsNoKey() {
        byte[] encoded = Base64.getDecoder().decode(SHOWN);
        encoded[encoded.length - 1] ^= 1;

        assertThat(WebhookKey.parse(Base64.getEncoder().encodeToString(encoded)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SG.CANARY", "Q0FOQVJZ", "-----BEGIN PUBLIC KEY-----CANARY"})
    void whatIsNoKeyStopsTheStartAndIsNotShown(String text) {
        Map<String, String> environment =
                Map.of("DATABASE_URL", "postgres://u:p@localhost/db", "SENDGRID_WEBHOOK_KEY", text);

        assertThatThrownBy(() -> TaskwireConfig.from(Map.of(), environment))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("mail.webhook_key: expected the verification key that SendGrid shows")
                .hasMessageNotContaining(text);
    }
}
