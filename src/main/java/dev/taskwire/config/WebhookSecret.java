package dev.taskwire.config;

import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** What a webhook is signed with. */
public record WebhookSecret(SecretKey key) {
    static final String PATTERN = "whsec_[A-Za-z0-9+/]{32,86}={0,2}";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    /** Reads the form of Standard Webhooks; empty for anything else. */
    public static Optional<WebhookSecret> parse(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.substring(text.indexOf('_') + 1));
            return text.matches(PATTERN) && bytes.length >= SHORTEST && bytes.length <= LONGEST
                    ? Optional.of(new WebhookSecret(new SecretKeySpec(bytes, "HmacSHA256")))
                    : Optional.empty();
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "****";
    }
}
