package dev.taskwire.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Who may send a webhook: whoever knows a secret, or signs with one. While a secret is changed there may be several.
 *
 * @param secrets sent along in a header
 * @param signingSecrets what its sender signs with, by the rules of Standard Webhooks
 * @param tolerance how far the time at which it was signed may lie from now
 */
public record InboundWebhookConfig(List<Secret> secrets, List<WebhookSecret> signingSecrets, Duration tolerance) {
    static InboundWebhookConfig from(ConfigSection section) {
        String one = "[!-~]{" + AccessConfig.TOKEN_SHORTEST + ",}";
        return new InboundWebhookConfig(
                words(section, "secret", one, AccessConfig.TOKEN_SHORTEST + " characters or more").stream()
                        .map(Secret::new)
                        .toList(),
                words(section, "signing_secret", WebhookSecret.PATTERN, "whsec_ and 24 to 64 bytes in base64").stream()
                        .flatMap(word -> WebhookSecret.parse(word).stream())
                        .toList(),
                section.duration("tolerance", Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofHours(1)));
    }

    /** Whether it has any sender of its own. */
    public boolean isOpen() {
        return !secrets.isEmpty() || !signingSecrets.isEmpty();
    }

    private static List<String> words(ConfigSection section, String key, String pattern, String expected) {
        return section.secret(key, pattern + "( +" + pattern + ")*", expected + "; several are separated by spaces")
                .map(secret -> Arrays.asList(secret.value().trim().split(" +", -1)))
                .orElse(List.of());
    }
}
