package dev.taskwire.cli;

import dev.taskwire.config.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as people write it on a command line: an instant in ISO form, or how long ago that was. */
final class PointInTime implements ITypeConverter<Instant> {
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    @Override
    public Instant convert(String text) {
        return parse(text, Instant.now())
                .orElseThrow(() -> new TypeConversionException(
                        "expected a time such as 2026-01-31T08:00:00Z, or how long ago, such as 90s, 30m, 2h or 3d,"
                                + " but got '" + text + "'"));
    }

    /** @param now from which a duration counts back */
    static Optional<Instant> parse(String text, Instant now) {
        return Durations.parse(text).map(now::minus).or(() -> iso(text.strip())).filter(PointInTime::isOfThisWorld);
    }

    private static Optional<Instant> iso(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }

    /** Postgres knows no time long before or after this. */
    private static boolean isOfThisWorld(Instant time) {
        return !time.isBefore(Instant.EPOCH) && time.isBefore(LATEST);
    }
}
