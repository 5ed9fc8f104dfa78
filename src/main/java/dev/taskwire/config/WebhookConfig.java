package dev.taskwire.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What the mail provider reports by its webhook.
 *
 * @param key what its requests are verified with; without one, none is taken
 * @param tolerance how far the time at which a request was signed may lie from now
 */
public record WebhookConfig(Optional<WebhookKey> key, Duration tolerance) {
    private static final String KEY = "webhook_key";

    /** Reads keys that stand beside those of the mail. */
    static WebhookConfig from(ConfigSection section) {
        return new WebhookConfig(
                section.secret(KEY).flatMap(text -> key(section, text)),
                section.duration(
                        "webhook_tolerance", Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofHours(24)));
    }

    /** What is no public key may be a secret that came to the wrong place, so the message does not show it. */
    private static Optional<WebhookKey> key(ConfigSection section, Secret text) {
        Optional<WebhookKey> key = WebhookKey.parse(text.value());
        if (key.isEmpty()) {
            section.problem(
                    KEY,
                    "expected the verification key that SendGrid shows for signed events, a P-256 public key in base64"
                            + " (MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE…), got something else");
        }
        return key;
    }
}
