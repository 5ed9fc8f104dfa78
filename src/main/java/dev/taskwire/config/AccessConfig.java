package dev.taskwire.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may do what over HTTP.
 *
 * @param apiToken a token with every role
 * @param tokens by their names
 * @param jwt tokens that somebody else issues
 * @param rate how many requests one of them may send
 */
public record AccessConfig(
        Optional<Secret> apiToken, Map<String, TokenConfig> tokens, Optional<JwtConfig> jwt, RateConfig rate) {
    /** So that nobody can guess one, however fast the guesses are. */
    public static final int TOKEN_SHORTEST = 20;

    /** Reads keys that stand beside those of the server. */
    static AccessConfig from(ConfigSection section) {
        RateConfig rate = section.section("rate", own -> RateConfig.from(own, RateConfig.USUAL));
        return new AccessConfig(
                section.secret(
                        "api_token",
                        "[!-~]{" + TOKEN_SHORTEST + ",}",
                        "a long random text of " + TOKEN_SHORTEST
                                + " characters or more without spaces, such as taskwire token makes"),
                section.sections(
                        "tokens",
                        List.copyOf(section.namesInEnvironment("tokens", "hash")),
                        (name, token) -> TokenConfig.from(name, token, rate)),
                section.section("jwt", JwtConfig::from),
                rate);
    }

    /** Whether anybody can show who he is. */
    public boolean isOpenToCallers() {
        return apiToken.isPresent() || !tokens.isEmpty() || jwt.isPresent();
    }
}
