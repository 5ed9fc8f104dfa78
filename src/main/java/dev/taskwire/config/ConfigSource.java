package dev.taskwire.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where values come from, and what was wrong with them. The environment wins over the file. Every key can be set as
 * {@code TASKWIRE_} and its path in capitals with underscores; a few have a name that everybody uses already.
 */
final class ConfigSource {
    private static final String PREFIX = "TASKWIRE_";

    private static final Map<String, String> USUAL_NAMES = Map.ofEntries(
            Map.entry("database.url", "DATABASE_URL"),
            Map.entry("database.listen_url", "LISTEN_URL"),
            Map.entry("mail.api_key", "SENDGRID_API_KEY"),
            Map.entry("mail.base_url", "SENDGRID_BASE_URL"),
            Map.entry("http.api_token", "TASKWIRE_API_TOKEN"),
            Map.entry("mail.webhook_key", "SENDGRID_WEBHOOK_KEY"),
            Map.entry("mail.smtp.host", "SMTP_HOST"),
            Map.entry("mail.smtp.username", "SMTP_USERNAME"),
            Map.entry("mail.smtp.password", "SMTP_PASSWORD"),
            Map.entry("slack.webhook_url", "SLACK_WEBHOOK_URL"),
            Map.entry("plugins.directory", "TASKWIRE_PLUGINS"),
            Map.entry("logging.level", "TASKWIRE_LOG_LEVEL"),
            Map.entry("tracing.endpoint", "OTEL_EXPORTER_OTLP_ENDPOINT"),
            Map.entry("tracing.headers", "OTEL_EXPORTER_OTLP_HEADERS"),
            Map.entry("tracing.service_name", "OTEL_SERVICE_NAME"));

    private final Map<String, String> environment;
    private final Set<String> knownNames = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    ConfigSource(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The value that the environment has for this key, if any; an empty one counts as not set. */
    Optional<Setting> fromEnvironment(String path) {
        String own = variableOf(path);
        String usual = USUAL_NAMES.getOrDefault(path, own);
        knownNames.addAll(List.of(own, usual));
        return variable(usual).or(() -> variable(own));
    }

    /** Of variables such as {@code TASKWIRE_HTTP_TOKENS_CI_HASH}: {@code ci}, for {@code http.tokens} and {@code hash}. */
    Set<String> namesInEnvironment(String path, String inEach) {
        String before = variableOf(path) + "_";
        String after = "_" + inEach.toUpperCase(Locale.ROOT);
        return environment.keySet().stream()
                .filter(name -> name.startsWith(before)
                        && name.endsWith(after)
                        && name.length() > before.length() + after.length())
                .map(name -> name.substring(before.length(), name.length() - after.length())
                        .toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Of variables such as {@code TASKWIRE_HTTP_CALLS_SECRETS_STRIPE}: {@code stripe}, for {@code http_calls.secrets}. */
    Set<String> namesInEnvironment(String path) {
        String before = variableOf(path) + "_";
        return environment.keySet().stream()
                .filter(name -> name.startsWith(before) && name.length() > before.length())
                .map(name -> name.substring(before.length()).toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String variableOf(String path) {
        return PREFIX + path.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private Optional<Setting> variable(String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isEmpty())
                .map(value -> new Setting(value, name));
    }

    void problem(String path, String text) {
        problems.add(path + ": " + text);
    }

    /** Fails with everything that was wrong, the environment's unknown names among it. */
    void throwIfProblems() {
        environment.keySet().stream()
                .filter(ConfigSource::isOurs)
                .filter(name -> !knownNames.contains(name))
                .sorted()
                .forEach(name -> problems.add("environment variable " + name + ": no key has this name"));
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
    }

    /** Kubernetes adds variables about a service of this name; the tests have their own. */
    private static boolean isOurs(String name) {
        return name.startsWith(PREFIX)
                && !name.startsWith("TASKWIRE_SERVICE_")
                && !name.startsWith("TASKWIRE_PORT")
                && !name.startsWith("TASKWIRE_TEST_");
    }

    /** A value in its text form and where it was set, for messages. */
    record Setting(String value, String origin) {}
}
