package dev.taskwire.http;

import dev.taskwire.config.HttpConfig;
import dev.taskwire.config.Secret;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Who may have what is not for everybody: whoever has the token; where none is set, whoever is on this machine. */
final class Access {
    private static final String SCHEME = "Bearer ";

    private final HttpConfig config;

    Access(HttpConfig config) {
        this.config = config;
    }

    /**
     * Lets through whoever has the role; the one token has every role.
     *
     * @throws ProblemException 401 or 403, with what to do
     */
    void require(HttpServerRequest request, Role role) {
        Optional<Secret> token = config.apiToken();
        if (token.isEmpty()) {
            if (!config.isOnLoopback()) {
                throw new ProblemException(
                        403, "this is served to others only with a token: set http.api_token (TASKWIRE_API_TOKEN)");
            }
            return;
        }
        String given = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (given == null || !given.startsWith(SCHEME) || !isSame(given.substring(SCHEME.length()), token.get())) {
            request.response().putHeader("WWW-Authenticate", "Bearer realm=\"taskwire\"");
            throw new ProblemException(401, "send the token of http.api_token in the header Authorization: Bearer …");
        }
    }

    /** Takes as long wherever the two differ. */
    private static boolean isSame(String given, Secret token) {
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), token.value().getBytes(StandardCharsets.UTF_8));
    }
}
