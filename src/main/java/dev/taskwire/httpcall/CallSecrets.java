package dev.taskwire.httpcall;

import dev.taskwire.config.Secret;
import dev.taskwire.config.WebhookSecret;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The secrets that calls may carry, by their names. */
final class CallSecrets {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*secret\\s+([A-Za-z0-9_]+)\\s*}}");
    private static final Pattern MEANT_AS_ONE = Pattern.compile("\\{\\{\\s*secret\\b");

    private final Map<String, Secret> secrets;

    CallSecrets(Map<String, Secret> secrets) {
        this.secrets = Map.copyOf(secrets);
    }

    /**
     * Puts secrets in the place of {@code {{secret NAME}}}.
     *
     * @throws UncallableException where there is none of a name
     */
    String filled(String text) {
        Matcher placeholders = PLACEHOLDER.matcher(text);
        if (MEANT_AS_ONE.matcher(placeholders.replaceAll("")).find()) {
            throw UncallableException.forGood("a header has a placeholder that is not of the form {{secret NAME}}");
        }
        return placeholders.replaceAll(
                found -> Matcher.quoteReplacement(find(found.group(1)).value()));
    }

    /** @throws UncallableException where there is none of this name, or it cannot sign */
    WebhookSecret signing(String name) {
        return WebhookSecret.ofText(find(name).value())
                .orElseThrow(
                        () -> UncallableException.forGood("the secret " + shown(name) + " has no base64 after whsec_"));
    }

    private Secret find(String name) {
        Secret secret = secrets.get(name.toLowerCase(Locale.ROOT));
        if (secret == null) {
            throw UncallableException.forGood(
                    "there is no secret " + shown(name) + ": set it in http_calls.secrets of the configuration");
        }
        return secret;
    }

    private static String shown(String name) {
        return name.matches("[A-Za-z0-9_]{1,64}") ? name : "of this name";
    }
}
