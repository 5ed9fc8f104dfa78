package dev.taskwire.http;

import static dev.taskwire.http.RawHttp.post;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Who may send the webhook of a sign-up. */
final class WebhookAccessIT {
    private static final String BODY = "{\"record\": {\"id\": 1}}";
    private static final String SECRET = "a-shared-secret-of-thirty-letters";
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OLD = "another-key-of-32-bytes-0123456".getBytes(StandardCharsets.US_ASCII);
    private static final String SIGNING = "whsec_" + Base64.getEncoder().encodeToString(KEY);

    @Test
    void aSharedSecretComesInEitherHeader() throws Exception {
        try (Door door = open(Map.of("secret", SECRET + " the-next-secret-0123456789"))) {
            assertThat(post(door.port(), "/webhook", BODY, "Authorization: Bearer " + SECRET)
                            .status())
                    .isEqualTo(200);
            assertThat(post(door.port(), "/webhook", BODY, "X-Taskwire-Secret: the-next-secret-0123456789")
                            .status())
                    .isEqualTo(200);
            assertThat(post(door.port(), "/webhook", BODY, "X-Taskwire-Secret: " + SECRET + "x")
                            .text())
                    .contains("401")
                    .contains("http.webhooks.user_signup.secret");
            assertThat(post(door.port(), "/webhook", BODY).status()).isEqualTo(401);
        }
    }

    @Test
    void aSignatureCountsOnceAndForItsBodyAlone() throws Exception {
        try (Door door = open(Map.of("signing_secret", SIGNING))) {
            Instant now = Instant.now();
            String[] signed = headers("msg_1", now, "v1," + signature("msg_1", now, KEY));

            assertThat(post(door.port(), "/webhook", BODY + " ", signed).status())
                    .isEqualTo(401);
            assertThat(post(door.port(), "/webhook", BODY, signed).text()).endsWith("msg_1");
            assertThat(post(door.port(), "/webhook", BODY, signed).text())
                    .contains("409")
                    .contains("taken before");
        }
    }

    @Test
    void aSenderThatChangesItsKeySignsWithBoth() throws Exception {
        try (Door door = open(Map.of("signing_secret", SIGNING))) {
            Instant now = Instant.now();
            String both = "v1," + signature("msg_2", now, OLD) + " v1a,ignored v1," + signature("msg_2", now, KEY);

            assertThat(post(door.port(), "/webhook", BODY, headers("msg_2", now, both))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatIsOldOrOfAnotherKeyOrMalformedIsRefused() throws Exception {
        try (Door door = open(Map.of("signing_secret", SIGNING))) {
            Instant now = Instant.now();
            Instant old = now.minusSeconds(600);
            assertThat(post(door.port(), "/webhook", BODY, headers("m", old, "v1," + signature("m", old, KEY)))
                            .text())
                    .contains("401")
                    .contains("seconds away from now");
            assertThat(post(door.port(), "/webhook", BODY, headers("m", now, "v1," + signature("m", now, OLD)))
                            .status())
                    .isEqualTo(401);
            assertThat(post(door.port(), "/webhook", BODY, headers("m", now, "v1," + signature("n", now, KEY)))
                            .status())
                    .isEqualTo(401);
            assertThat(post(door.port(), "/webhook", BODY, headers("m", now, signature("m", now, KEY)))
                            .status())
                    .isEqualTo(401);
            assertThat(post(door.port(), "/webhook", BODY, "webhook-signature: v1,x")
                            .status())
                    .isEqualTo(401);
            assertThat(post(
                                    door.port(),
                                    "/webhook",
                                    BODY,
                                    "webhook-id: m",
                                    "webhook-timestamp: soon",
                                    "webhook-signature: v1,x")
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void withoutASenderOfItsOwnATokenWithTheRoleIsNeeded() throws Exception {
        try (Door door = Door.open(Map.of("api_token", SECRET))) {
            assertThat(post(door.port(), "/webhook", BODY).status()).isEqualTo(401);
            assertThat(post(door.port(), "/webhook", BODY, "Authorization: Bearer " + SECRET)
                            .status())
                    .isEqualTo(200);
        }
    }

    private static Door open(Map<String, String> signup) throws Exception {
        return Door.open(Map.of("webhooks", Map.of("user_signup", signup)));
    }

    private static String[] headers(String id, Instant at, String signatures) {
        return new String[] {
            "webhook-id: " + id, "webhook-timestamp: " + at.getEpochSecond(), "webhook-signature: " + signatures
        };
    }

    private static String signature(String id, Instant at, byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        byte[] signed = (id + "." + at.getEpochSecond() + "." + BODY).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(mac.doFinal(signed));
    }
}
