package dev.taskwire.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Tokens that somebody else issues and signs.
 *
 * @param jwks a file with the issuer's public keys (a JSON Web Key Set)
 * @param issuer what a token's iss must be
 * @param audience what must be among a token's aud
 * @param rolesClaim where a token's roles stand; dots lead into objects
 * @param leeway how far the issuer's clock may be off
 */
public record JwtConfig(Path jwks, String issuer, String audience, String rolesClaim, Duration leeway) {
    static Optional<JwtConfig> from(ConfigSection section) {
        Optional<Path> jwks = section.file("jwks");
        String issuer = section.text("issuer", "");
        String audience = section.text("audience", "");
        String rolesClaim = section.matching(
                "roles_claim", "roles", "[^\\s.]+(\\.[^\\s.]+)*", "the name of a claim, without spaces");
        Duration leeway = section.duration("leeway", Duration.ofSeconds(30), Duration.ZERO, Duration.ofMinutes(5));
        if (jwks.isEmpty() != issuer.isEmpty() || jwks.isEmpty() != audience.isEmpty()) {
            section.problem(
                    jwks.isEmpty() ? "jwks" : issuer.isEmpty() ? "issuer" : "audience",
                    "missing; http.jwt needs jwks, issuer and audience, or none of them");
        }
        return jwks.map(file -> new JwtConfig(file, issuer, audience, rolesClaim, leeway));
    }
}
