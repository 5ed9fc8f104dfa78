package dev.taskwire.notification;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        return retryAfter(headers.get("Retry-After"), now)
                .or(() -> seconds(headers.get("X-RateLimit-Reset"))
                        .map(reset -> Duration.between(now, Instant.EPOCH.plus(reset))))
                .map(RetryTime::bounded);
    }

    private static Optional<Duration> retryAfter(@Nullable String value, Instant now) {
        return seconds(value).or(() -> date(value).map(date -> Duration.between(now, date)));
    }

    private static Optional<Duration> seconds(@Nullable String value) {
        return value != null && value.strip().matches("\\d{1,10}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(value.strip())))
                : Optional.empty();
    }

    private static Optional<Instant> date(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration asked) {
        if (asked.compareTo(LEAST) < 0) {
            return LEAST;
        }
        return asked.compareTo(MOST) > 0 ? MOST : asked;
    }
}
