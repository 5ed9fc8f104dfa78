package dev.taskwire.http;

import dev.taskwire.config.HttpLimits;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections: a bounded number, and none that waits for long, whatever trickles in meanwhile. Bound to one
 * context.
 */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration LOGGED_EVERY = Duration.ofSeconds(10);

    private final HttpLimits limits;
    private final Map<HttpConnection, Seat> seats = new LinkedHashMap<>();
    private Instant loggedAt = Instant.MIN;

    Connections(HttpLimits limits) {
        this.limits = limits;
    }

    /** A new one. If there are too many, the one that has been there longest without a request gives way, or else this. */
    void begin(HttpConnection connection) {
        if (seats.size() >= limits.connections()) {
            tellFull();
            Optional<HttpConnection> waiting = firstWaiting();
            close(waiting.orElse(connection));
            if (waiting.isEmpty()) {
                return;
            }
        }
        seats.put(connection, new Seat(Instant.now(), limits.headWithin()));
        connection.closeHandler(gone -> seats.remove(connection));
    }

    /** Its head is there. False where its connection is about to be closed: whatever still comes on it counts for nothing. */
    boolean request(HttpServerRequest request) {
        Seat seat = seats.get(request.connection());
        if (seat != null) {
            seat.begin(request);
        }
        return seat != null;
    }

    /** It is about to be closed. */
    void end(HttpConnection connection) {
        seats.remove(connection);
    }

    /** Closes what has waited too long; called every second or so. */
    void sweep(Instant now) {
        List.copyOf(seats.entrySet()).stream()
                .filter(entry -> entry.getValue().isOverdue(now, limits))
                .forEach(entry -> close(entry.getKey()));
    }

    private Optional<HttpConnection> firstWaiting() {
        return seats.entrySet().stream()
                .filter(entry -> entry.getValue().isWaiting())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private void close(HttpConnection connection) {
        seats.remove(connection);
        connection.close().onFailure(gone -> LOG.debug("a connection was gone before it was closed", gone));
    }

    private void tellFull() {
        Instant now = Instant.now();
        if (now.isAfter(loggedAt.plus(LOGGED_EVERY))) {
            loggedAt = now;
            LOG.atWarn()
                    .addKeyValue("connections", seats.size())
                    .log("as many connections are open as http.limits.connections: those that wait give way");
        }
    }

    /** One connection's: since when it waits, or the request that it has. */
    private static final class Seat {
        private Instant since;
        private Duration most;
        private @Nullable HttpServerRequest request;

        Seat(Instant since, Duration most) {
            this.since = since;
            this.most = most;
        }

        void begin(HttpServerRequest begun) {
            since = Instant.now();
            request = begun;
        }

        boolean isWaiting() {
            HttpServerRequest current = request;
            return current == null || (current.isEnded() && current.response().ended());
        }

        boolean isOverdue(Instant now, HttpLimits limits) {
            HttpServerRequest current = request;
            if (current != null && isWaiting()) {
                request = null;
                since = now;
                most = limits.idle();
            } else if (current != null) {
                return !current.isEnded() && since.plus(limits.bodyWithin()).isBefore(now);
            }
            return since.plus(most).isBefore(now);
        }
    }
}
