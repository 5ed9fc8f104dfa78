package dev.taskwire.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HttpConfigTest {
    private static final String HASH =
            TokenHash.of("a-token-of-more-than-twenty-letters").toString();

    @Test
    void tokensComeFromTheFileAndTheEnvironment() {
        HttpConfig http = read(
                Map.of("tokens", Map.of("ci", Map.of("hash", HASH, "roles", "enqueue"))),
                Map.of(
                        "TASKWIRE_HTTP_TOKENS_OPS_TEAM_HASH", HASH,
                        "TASKWIRE_HTTP_TOKENS_OPS_TEAM_ROLES", "read, operate",
                        "TASKWIRE_HTTP_TOKENS_OPS_TEAM_RATE_PER_SECOND", "7",
                        "TASKWIRE_HTTP_TOKENS_CI_RATE_BURST", "9"));

        assertThat(http.access().tokens()).containsOnlyKeys("ci", "ops_team");
        TokenConfig operators = Objects.requireNonNull(http.access().tokens().get("ops_team"));
        assertThat(operators.roles()).isEqualTo(Set.of(Role.READ, Role.OPERATE));
        assertThat(operators.rate().perSecond()).isEqualTo(7);
        assertThat(operators.hash().isSame(TokenHash.of("a-token-of-more-than-twenty-letters")))
                .isTrue();
        assertThat(Objects.requireNonNull(http.access().tokens().get("ci")).rate())
                .isEqualTo(new RateConfig(500, 9));
    }

    @Test
    void whatIsWrongIsNamedAllAtOnceAndNoSecretIsShown() {
        assertThatThrownBy(() -> read(
                        Map.of(
                                "api_token", "short-secret",
                                "tokens",
                                        Map.of(
                                                "plain", Map.of("hash", "the-token-itself", "roles", "read"),
                                                "none", Map.of("hash", HASH, "roles", "none"),
                                                "Bad-Name", Map.of("hash", HASH)),
                                "webhooks", Map.of("user_signup", Map.of("signing_secret", "whsec_tooshort")),
                                "jwt", Map.of("issuer", "https://issuer.example"),
                                "tls", Map.of("certificate", "/nowhere/server.crt"),
                                "origins", "*"),
                        Map.of()))
                .hasMessageContaining("http.api_token: expected a long random text of 20 characters")
                .hasMessageContaining("http.tokens.plain.hash: expected sha256:")
                .hasMessageContaining("http.tokens.none.roles: a token without a role")
                .hasMessageContaining("http.tokens.Bad-Name: expected a name")
                .hasMessageContaining("http.webhooks.user_signup.signing_secret: expected whsec_")
                .hasMessageContaining("http.jwt.jwks: missing")
                .hasMessageContaining("http.tls.certificate: there is no file")
                .hasMessageContaining("http.tls.key: missing")
                .hasMessageContaining("http.origins: expected")
                .hasMessageNotContaining("short-secret")
                .hasMessageNotContaining("the-token-itself")
                .hasMessageNotContaining("tooshort");
    }

    @Test
    void thisMachineIsToldFromOthers() {
        assertThat(HttpConfig.isLoopback("127.0.0.1")).isTrue();
        assertThat(HttpConfig.isLoopback("LOCALHOST")).isTrue();
        assertThat(HttpConfig.isLoopback("[::1]")).isTrue();
        assertThat(HttpConfig.isLoopback("127.0.0.1.evil.example")).isFalse();
        assertThat(HttpConfig.isLoopback("0.0.0.0")).isFalse();
    }

    private static HttpConfig read(Map<String, ?> http, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing");
        return TaskwireConfig.from(Map.of("http", http), all).http();
    }
}
