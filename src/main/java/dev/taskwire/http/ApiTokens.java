package dev.taskwire.http;

import dev.taskwire.config.AccessConfig;
import dev.taskwire.config.Role;
import dev.taskwire.config.TokenHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tokens of the configuration. */
final class ApiTokens {
    private final List<Entry> entries = new ArrayList<>();

    ApiTokens(AccessConfig config) {
        config.apiToken()
                .ifPresent(token -> entries.add(new Entry(
                        TokenHash.of(token.value()), new Caller("api_token", Set.of(Role.values()), config.rate()))));
        config.tokens()
                .forEach((name, token) ->
                        entries.add(new Entry(token.hash(), new Caller(name, token.roles(), token.rate()))));
    }

    /** Whose token it is. Compares with each, so that the time taken says nothing about where one matched. */
    Optional<Caller> caller(String token) {
        if (token.length() < AccessConfig.TOKEN_SHORTEST) {
            return Optional.empty();
        }
        TokenHash hash = TokenHash.of(token);
        Optional<Caller> found = Optional.empty();
        for (Entry entry : entries) {
            if (entry.hash.isSame(hash)) {
                found = Optional.of(entry.caller);
            }
        }
        return found;
    }

    private record Entry(TokenHash hash, Caller caller) {}
}
