package dev.taskwire.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * HTTP calls that rows of queues ask for.
 *
 * @param allow what they may reach although it is private
 * @param secrets by the names that headers and signatures use
 * @param connections calls under way at once, over all queues of this process
 * @param callbackUrl where other machines reach this Taskwire, without a slash at its end
 * @param callbackSecret signs the addresses to which answers may come later; without one, none is given
 */
public record HttpCallsConfig(
        List<AddressRange> allow,
        Map<String, Secret> secrets,
        int connections,
        Optional<String> callbackUrl,
        Optional<Secret> callbackSecret) {
    private static final String SECRET_NAME = "[a-z][a-z0-9_]{0,40}";
    private static final int SECRET_SHORTEST = 6;

    /** What a header can carry; and long enough to be told from other text where it is struck out. */
    private static final String SECRET = "[!-~][ -~]{" + (SECRET_SHORTEST - 2) + ",4000}[!-~]";

    static HttpCallsConfig from(ConfigSection section) {
        return new HttpCallsConfig(
                section.words("allow", AddressRange::parse, "addresses or ranges of them, such as 10.0.0.0/8"),
                section.secrets("secrets", HttpCallsConfig::readSecret),
                section.wholeNumber("connections", 100, 1, 1000),
                section.optional(
                        "callback_url",
                        "|https?://[^\\s/?#@]+(/[^\\s?#]*[^\\s?#/])?",
                        "an address such as https://tasks.example.com, without a slash at its end"),
                section.secret(
                        "callback_secret",
                        "[!-~]{" + AccessConfig.TOKEN_SHORTEST + ",}",
                        "a long random text of " + AccessConfig.TOKEN_SHORTEST + " characters or more without spaces"));
    }

    private static Optional<Secret> readSecret(ConfigSection section, String name) {
        if (!name.matches(SECRET_NAME)) {
            section.problem(name, "expected a name of small letters, digits and underscores");
        }
        Optional<Secret> secret = section.secret(
                name, SECRET, SECRET_SHORTEST + " printable characters of ASCII or more, no space around them");
        if (secret.filter(given -> WebhookSecret.ofText(given.value()).isEmpty())
                .isPresent()) {
            section.problem(name, "expected base64 after whsec_, got something else");
        }
        return secret;
    }
}
