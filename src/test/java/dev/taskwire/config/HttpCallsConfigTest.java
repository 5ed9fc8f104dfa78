package dev.taskwire.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpCallsConfigTest {
    private static final Map<String, String> DATABASE = Map.of("DATABASE_URL", "postgres://u:p@localhost/db");

    @Test
    void allowsNothingPrivateWhereNothingIsSaid() {
        HttpCallsConfig config = read(Map.of(), Map.of());

        assertThat(config.allow()).isEmpty();
        assertThat(config.secrets()).isEmpty();
        assertThat(config.connections()).isEqualTo(100);
        assertThat(config.callbackUrl()).isEmpty();
    }

    @Test
    void readsRangesFromAListAndTheEnvironmentWins() {
        Map<String, Object> file = Map.of("allow", List.of("10.1.2.3/8", "::1"));

        assertThat(read(file, Map.of()).allow())
                .extracting(AddressRange::toString)
                .containsExactly("10.0.0.0/8", "0:0:0:0:0:0:0:1/128");
        assertThat(read(file, Map.of("TASKWIRE_HTTP_CALLS_ALLOW", "127.0.0.1, fd12::/16"))
                        .allow())
                .extracting(AddressRange::toString)
                .containsExactly("127.0.0.1/32", "fd12:0:0:0:0:0:0:0/16");
    }

    @Test
    void readsSecretsFromTheFileAndTheEnvironmentAndShowsNone() {
        HttpCallsConfig config = read(
                Map.of("secrets", Map.of("one", "of the file", "two", "of the file")),
                Map.of("TASKWIRE_HTTP_CALLS_SECRETS_TWO", "of both", "TASKWIRE_HTTP_CALLS_SECRETS_THREE_3", "of one"));

        assertThat(config.secrets())
                .isEqualTo(Map.of(
                        "one",
                        new Secret("of the file"),
                        "two",
                        new Secret("of both"),
                        "three_3",
                        new Secret("of one")));
        assertThat(config.toString() + ConfigView.of(config)).doesNotContain("of the file", "of both", "of one");
    }

    @Test
    void showsWhatIsAllowed() {
        assertThat(ConfigView.of(read(Map.of("allow", "10.0.0.0/8"), Map.of())).encode())
                .contains("\"allow\":[\"10.0.0.0/8\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "ALLOW, 10.0.0.0/33, allow",
        "ALLOW, 10.1, allow",
        "ALLOW, localhost, allow",
        "ALLOW, fe80::1%eth0, allow",
        "ALLOW, 10.0.0.0/, allow",
        "CONNECTIONS, 0, connections",
        "SECRETS_SHORT, canar, secrets.short",
        "SECRETS_LINES, 'canary\ncanary', secrets.lines",
        "SECRETS_SIGNING, whsec_canary!, secrets.signing",
        "SECRETS__X, canary, secrets._x",
        "CALLBACK_URL, tasks.example.com, callback_url",
        "CALLBACK_URL, https://tasks.example.com/, callback_url",
        "CALLBACK_SECRET, canary, callback_secret",
    })
    void refusesWithoutShowingASecret(String variable, String value, String key) {
        InvalidConfigException refusal = Objects.requireNonNull(catchThrowableOfType(
                InvalidConfigException.class, () -> read(Map.of(), Map.of("TASKWIRE_HTTP_CALLS_" + variable, value))));

        assertThat(refusal.problems()).singleElement().asString().startsWith("http_calls." + key + ":");
        assertThat(refusal).hasMessageNotContaining("canar");
    }

    private static HttpCallsConfig read(Map<String, Object> file, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(DATABASE);
        all.putAll(environment);
        return TaskwireConfig.from(Map.of("http_calls", file), all).httpCalls();
    }
}
