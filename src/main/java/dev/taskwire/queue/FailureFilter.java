package dev.taskwire.queue;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which failures are meant: those for which all of this holds.
 *
 * @param ids one of these; where none is given, any
 * @param queue in this queue
 * @param cause with a cause that contains this text, in whatever case
 * @param since failed at this time or later
 * @param until failed before this time
 */
public record FailureFilter(
        List<UUID> ids,
        Optional<String> queue,
        Optional<String> cause,
        Optional<Instant> since,
        Optional<Instant> until) {

    /** Every failure. */
    public static final FailureFilter ALL =
            new FailureFilter(List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** For a table or its alias {@code failure}; takes the first five binds. */
    static final String CONDITION = """
            (cardinality($1::uuid[]) = 0 OR failure.id = ANY ($1::uuid[]))
                AND ($2::text IS NULL OR failure.queue = $2::text)
                AND ($3::text IS NULL OR strpos(lower(coalesce(failure.cause, failure.reason)), lower($3::text)) > 0)
                AND ($4::timestamptz IS NULL OR failure.failed_at >= $4::timestamptz)
                AND ($5::timestamptz IS NULL OR failure.failed_at < $5::timestamptz)""";

    public FailureFilter {
        ids = List.copyOf(ids);
    }

    /** These and no others. */
    public static FailureFilter of(List<UUID> ids) {
        return new FailureFilter(ids, ALL.queue, ALL.cause, ALL.since, ALL.until);
    }

    /** The binds of {@link #CONDITION}, to which a statement adds its own. */
    Tuple binds() {
        return Tuple.tuple()
                .addArrayOfUUID(ids.toArray(UUID[]::new))
                .addString(queue.orElse(null))
                .addString(cause.orElse(null))
                .addOffsetDateTime(
                        since.map(time -> time.atOffset(ZoneOffset.UTC)).orElse(null))
                .addOffsetDateTime(
                        until.map(time -> time.atOffset(ZoneOffset.UTC)).orElse(null));
    }
}
