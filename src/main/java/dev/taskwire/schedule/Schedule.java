package dev.taskwire.schedule;

import dev.taskwire.config.MissedPolicy;
import dev.taskwire.config.ScheduleConfig.CatchUp;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it stands in its row.
 *
 * @param version rises with each change
 * @param countsFrom it has no occurrences before
 * @param nextFire what it fires at next; empty until that is worked out
 * @param planAnew whether the database's clock was set back since that was worked out
 */
record Schedule(
        String name,
        long version,
        Timing.Text times,
        CatchUp catchUp,
        Instant countsFrom,
        Optional<Instant> nextFire,
        boolean planAnew) {

    /** The columns that it is read from, of a table called known. */
    static final String COLUMNS = """
            known.name, known.version, known.cron,
            extract(epoch FROM known.every)::bigint AS every_seconds, known.zone, known.missed, known.most,
            (extract(epoch FROM known.spread) * 1000)::bigint AS spread_milliseconds,
            (extract(epoch FROM known.grace) * 1000)::bigint AS grace_milliseconds,
            known.counts_from, known.next_fire,
            coalesce(known.planned_at > clock_timestamp() + interval '1 minute', false) AS plan_anew""";

    static Schedule from(Row row) {
        return new Schedule(
                row.getString("name"),
                row.getLong("version"),
                new Timing.Text(
                        Optional.ofNullable(row.getString("cron")),
                        Optional.ofNullable(row.getLong("every_seconds")).map(Duration::ofSeconds),
                        row.getString("zone")),
                new CatchUp(
                        MissedPolicy.valueOf(row.getString("missed").toUpperCase(Locale.ROOT)),
                        row.getInteger("most"),
                        Duration.ofMillis(row.getLong("spread_milliseconds")),
                        Duration.ofMillis(row.getLong("grace_milliseconds"))),
                row.getOffsetDateTime("counts_from").toInstant(),
                instant(row.getOffsetDateTime("next_fire")),
                row.getBoolean("plan_anew"));
    }

    static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }
}
