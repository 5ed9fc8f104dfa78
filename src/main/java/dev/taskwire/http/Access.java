package dev.taskwire.http;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.config.HttpConfig;
import dev.taskwire.config.InboundWebhookConfig;
import dev.taskwire.config.InvalidConfigException;
import dev.taskwire.config.Role;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do what: whoever has a token with the role. Where no token is configured, whoever is on this machine may read.
 * One for a server, since it counts; bound to the context on which requests come.
 */
public final class Access {
    private static final String SCHEME = "bearer ";

    /** What a proxy adds: through one, the whole world would be on this machine. */
    private static final List<String> PROXIED = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private final HttpConfig config;
    private final ApiTokens tokens;
    private final Optional<JwtKeys> jwt;
    private final RateLimiter rates = new RateLimiter();
    private final Denials denials = new Denials();

    /**
     * Reads the file of keys, if there is one, and watches it.
     *
     * @throws InvalidConfigException if it holds none that can be used
     */
    public Access(Vertx vertx, HttpConfig config) {
        this.config = config;
        this.tokens = new ApiTokens(config.access());
        this.jwt = config.access()
                .jwt()
                .map(keys -> JwtKeys.open(vertx, keys, config.access().rate()));
    }

    /**
     * Lets through whoever has the role, and not too often.
     *
     * @return who that is
     * @throws ProblemException 401, 403 or 429, with what to do
     */
    @CanIgnoreReturnValue
    public Caller require(HttpServerRequest request, Role role) {
        Caller caller = config.access().isOpenToCallers() ? known(request) : onThisMachine(request, role);
        if (!caller.may(role)) {
            throw denials.denied(
                    request,
                    caller.name(),
                    new ProblemException(
                            403,
                            "the token \"" + caller.name() + "\" lacks the role " + word(role) + " that this needs"));
        }
        Optional<Duration> wait = rates.take(caller.name(), caller.rate(), Instant.now());
        if (wait.isPresent()) {
            throw denials.tooMany(
                    request,
                    caller.name(),
                    wait.get(),
                    "this token may send " + caller.rate().perSecond() + " requests a second");
        }
        return caller;
    }

    /** What is wrong with the file of keys, if anything is. */
    public Optional<String> trouble() {
        return jwt.flatMap(JwtKeys::trouble);
    }

    /**
     * Who may send a webhook.
     *
     * @param key under which its configuration stands, for messages
     */
    public WebhookAccess webhook(String key, InboundWebhookConfig webhook) {
        return new WebhookAccess(key, webhook, this);
    }

    Denials denials() {
        return denials;
    }

    /** What stands in {@code Authorization: Bearer …}. */
    static Optional<String> bearer(HttpServerRequest request) {
        String given = request.getHeader(HttpHeaders.AUTHORIZATION);
        return Optional.ofNullable(given)
                .filter(text -> text.toLowerCase(Locale.ROOT).startsWith(SCHEME))
                .map(text -> text.substring(SCHEME.length()).trim());
    }

    private Caller known(HttpServerRequest request) {
        String token = bearer(request)
                .orElseThrow(() -> denials.unknown(request, "send a token in the header Authorization: Bearer …"));
        return tokens.caller(token)
                .or(() -> jwt.flatMap(keys -> keys.caller(token)))
                .orElseThrow(
                        () -> denials.unknown(
                                request,
                                "this token is not known here, or has expired: see http.tokens, http.jwt or TASKWIRE_API_TOKEN"));
    }

    private Caller onThisMachine(HttpServerRequest request, Role role) {
        if (!config.isOnLoopback() || !comesFromHere(request)) {
            throw denied(
                    request,
                    "this is served beyond this machine only with a token: set http.tokens or TASKWIRE_API_TOKEN, and send"
                            + " one in the header Authorization: Bearer …");
        }
        if (role != Role.READ) {
            throw denied(
                    request,
                    "without a token this server only shows what is there: set http.tokens or TASKWIRE_API_TOKEN, and send"
                            + " one in the header Authorization: Bearer …");
        }
        return new Caller("this machine", Set.of(Role.READ), config.access().rate());
    }

    private ProblemException denied(HttpServerRequest request, String detail) {
        return denials.denied(request, "nobody", new ProblemException(403, detail));
    }

    /** A page of another site can have its own name lead to this machine, but cannot send this machine's name. */
    private static boolean comesFromHere(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        return authority != null
                && HttpConfig.isLoopback(authority.host())
                && PROXIED.stream().noneMatch(request.headers()::contains);
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
