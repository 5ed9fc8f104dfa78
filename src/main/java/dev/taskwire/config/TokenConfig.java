package dev.taskwire.config;

import java.util.Set;

/**
 * One token of several: named, so that one can be replaced while another works.
 *
 * @param hash of a token that stands nowhere here; the empty hash is no token's
 * @param roles what it is for
 * @param rate how many requests may come with it
 */
public record TokenConfig(TokenHash hash, Set<Role> roles, RateConfig rate) {
    private static final String NAME = "[a-z][a-z0-9_]{0,40}";

    static TokenConfig from(String name, ConfigSection section, RateConfig usual) {
        if (!name.matches(NAME)) {
            section.problem("", "expected a name of small letters, digits and underscores");
        }
        Set<Role> roles = section.choices("roles", Set.of(Role.READ));
        if (roles.isEmpty()) {
            section.problem("roles", "a token without a role opens nothing: leave it out");
        }
        return new TokenConfig(
                TokenHash.from(section), roles, section.section("rate", own -> RateConfig.from(own, usual)));
    }
}
