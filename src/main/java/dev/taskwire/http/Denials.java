package dev.taskwire.http;

import dev.taskwire.config.RateConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a request that is not let through. Who fails again and again is told to wait; a right token is never made
 * to, so that nobody can lock out another behind the same proxy. Bound to one context.
 */
final class Denials {
    private static final Logger LOG = LoggerFactory.getLogger(Denials.class);

    private static final RateConfig FAILURES = new RateConfig(1, 20);
    private static final RateConfig LINES = new RateConfig(1, 10);
    private static final int PATH_LONGEST = 100;

    private final RateLimiter failures = new RateLimiter();
    private final RateLimiter lines = new RateLimiter();
    private long unlogged;

    /** Whoever sent this has not shown who he is. */
    ProblemException unknown(HttpServerRequest request, String detail) {
        Optional<Duration> wait = failures.take(network(request), FAILURES, Instant.now());
        if (wait.isPresent()) {
            return tooMany(
                    request, "unknown", wait.get(), "too many requests without a right token came from your address");
        }
        request.response().putHeader("WWW-Authenticate", "Bearer realm=\"taskwire\"");
        return denied(request, "unknown", new ProblemException(401, detail));
    }

    ProblemException tooMany(HttpServerRequest request, String caller, Duration wait, String what) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        request.response().putHeader("Retry-After", String.valueOf(seconds));
        return denied(request, caller, new ProblemException(429, what + ": come again in " + seconds + " s"));
    }

    /** Writes it down, unless there are too many to write; never what was sent with it. */
    ProblemException denied(HttpServerRequest request, String caller, ProblemException problem) {
        if (lines.take("lines", LINES, Instant.now()).isPresent()) {
            unlogged++;
            return problem;
        }
        LOG.atWarn()
                .addKeyValue("method", request.method())
                .addKeyValue("path", path(request))
                .addKeyValue("caller", caller)
                .addKeyValue("address", address(request))
                .addKeyValue("status", problem.problem().status())
                .addKeyValue("reason", problem.problem().detail())
                .addKeyValue("not_logged_before", unlogged)
                .log("a request was denied");
        unlogged = 0;
        return problem;
    }

    /** Without the query; what is no plain character could forge a line. */
    private static String path(HttpServerRequest request) {
        String path = String.valueOf(request.path()).replaceAll("[^!-~]", "?");
        return path.length() > PATH_LONGEST ? path.substring(0, PATH_LONGEST) + "…" : path;
    }

    private static String address(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? "unknown" : String.valueOf(remote.hostAddress());
    }

    /** One subscriber has a whole /64 of IPv6. */
    private static String network(HttpServerRequest request) {
        String[] groups = address(request).split(":", -1);
        return groups.length < 5 ? address(request) : String.join(":", groups[0], groups[1], groups[2], groups[3]);
    }
}
