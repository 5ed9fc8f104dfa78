package dev.taskwire.worker;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a server asks its caller to wait, by the header {@code Retry-After} of HTTP. */
public final class RetryAfter {
    public static final String HEADER = "Retry-After";

    private RetryAfter() {}

    /**
     * What the header says, in seconds or as a date; negative where the date is over, and as long as the server wishes.
     *
     * @param value empty where there is none, or what is there is neither
     */
    public static Optional<Duration> parse(@Nullable String value, Instant now) {
        return value == null
                ? Optional.empty()
                : seconds(value).or(() -> date(value.strip()).map(date -> Duration.between(now, date)));
    }

    /** A whole number of seconds. */
    public static Optional<Duration> seconds(@Nullable String value) {
        return value != null && value.strip().matches("\\d{1,10}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(value.strip())))
                : Optional.empty();
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
