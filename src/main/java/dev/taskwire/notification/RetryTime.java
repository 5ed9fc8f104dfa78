package dev.taskwire.notification;

import dev.taskwire.worker.RetryAfter;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long a server asks its caller to wait. */
final class RetryTime {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMinutes(15);

    private RetryTime() {}

    /**
     * What {@code Retry-After} says, in seconds or as a date, else {@code X-RateLimit-Reset}, in seconds since 1970;
     * between one second and a quarter of an hour, whatever the server wishes.
     */
    static Optional<Duration> of(MultiMap headers, Instant now) {
        return RetryAfter.parse(headers.get(RetryAfter.HEADER), now)
                .or(() -> RetryAfter.seconds(headers.get("X-RateLimit-Reset"))
                        .map(reset -> Duration.between(now, Instant.EPOCH.plus(reset))))
                .map(RetryTime::bounded);
    }

    private static Duration bounded(Duration asked) {
        if (asked.compareTo(LEAST) < 0) {
            return LEAST;
        }
        return asked.compareTo(MOST) > 0 ? MOST : asked;
    }
}
