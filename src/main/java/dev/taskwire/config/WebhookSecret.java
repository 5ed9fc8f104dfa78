package dev.taskwire.config;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** What a webhook is signed with. */
public record WebhookSecret(SecretKey key) {
    static final String PATTERN = "whsec_[A-Za-z0-9+/]{32,86}={0,2}";
    private static final String MARK = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    /** Reads the form of Standard Webhooks; empty for anything else. */
    public static Optional<WebhookSecret> parse(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.substring(text.indexOf('_') + 1));
            return text.matches(PATTERN) && bytes.length >= SHORTEST && bytes.length <= LONGEST
                    ? Optional.of(new WebhookSecret(new SecretKeySpec(bytes, ALGORITHM)))
                    : Optional.empty();
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    /** For those who sign with whatever their receivers gave them: base64 after {@code whsec_}, else the text itself. */
    public static Optional<WebhookSecret> ofText(String text) {
        try {
            byte[] bytes = text.startsWith(MARK)
                    ? Base64.getDecoder().decode(text.substring(MARK.length()))
                    : text.getBytes(StandardCharsets.UTF_8);
            return Optional.of(bytes)
                    .filter(key -> key.length > 0)
                    .map(key -> new WebhookSecret(new SecretKeySpec(key, ALGORITHM)));
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    /**
     * HMAC-SHA-256 over id, time and body, in base64: what follows {@code v1,} in a signature of Standard Webhooks.
     *
     * @param timestamp seconds since 1970, as they are sent
     */
    public String sign(String id, String timestamp, Buffer body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes()));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has " + ALGORITHM, missing);
        }
    }

    @Override
    public String toString() {
        return "****";
    }
}
