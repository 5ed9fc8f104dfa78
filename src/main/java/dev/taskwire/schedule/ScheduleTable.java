package dev.taskwire.schedule;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the scheduler asks of the database. May be used from any context. */
final class ScheduleTable {
    private static final String LOOK = """
            -- schedule.look
            SELECT clock.now, taskwire.deadlines_passed(clock.now) AS deadlines_passed,
                   (SELECT ceil(extract(epoch FROM min(later.next_fire) - clock.now) * 1000)::bigint
                    FROM taskwire.schedule AS later
                    WHERE later.paused_at IS NULL AND later.error IS NULL AND later.next_fire > clock.now) AS milliseconds,
                   CASE WHEN EXISTS (SELECT FROM taskwire.pg_cron_job)
                        THEN EXISTS (SELECT FROM taskwire.plans_wanted(clock.now)) ELSE false END AS plans_wanted,
                   due.*
            FROM (SELECT clock_timestamp() AS now OFFSET 0) AS clock
            LEFT JOIN LATERAL (
                SELECT %s
                FROM taskwire.schedule AS known
                WHERE known.paused_at IS NULL AND known.error IS NULL
                  AND (known.next_fire IS NULL OR known.next_fire <= clock.now
                      OR known.planned_at > clock.now + interval '1 minute')
                ORDER BY known.next_fire NULLS FIRST, known.name
                LIMIT $1
            ) AS due ON true
            """.formatted(Schedule.COLUMNS);

    private static final String FIRE = """
            -- schedule.fire
            SELECT schedule, fired, missed, unsent FROM taskwire.fire_schedules($1::jsonb)
            """;

    private static final String REFUSE = """
            -- schedule.refuse
            UPDATE taskwire.schedule AS known SET error = $3, next_fire = NULL
            WHERE known.name = $1 AND known.version = $2 AND known.error IS NULL
            """;

    /** What one version of Taskwire cannot understand, another may. */
    private static final String RECONSIDER = """
            -- schedule.reconsider
            UPDATE taskwire.schedule SET error = NULL WHERE error IS NOT NULL
            """;

    private final Pool pool;

    ScheduleTable(Pool pool) {
        this.pool = pool;
    }

    /**
     * What is due.
     *
     * @param now by the database's clock
     * @param due schedules that are due, or whose next fire time has to be worked out
     * @param untilNext how long until the next of the others is; empty where there is none
     * @param deadlinesPassed whether there is something to judge
     * @param plansWanted whether fire times are to be worked out ahead
     */
    record Look(
            Instant now,
            List<Schedule> due,
            Optional<Duration> untilNext,
            boolean deadlinesPassed,
            boolean plansWanted) {}

    /** What was worked out for a schedule. */
    record Planned(Schedule schedule, Round round) {
        private JsonObject toJson() {
            return new JsonObject()
                    .put("name", schedule.name())
                    .put("version", schedule.version())
                    .put("was", schedule.nextFire().map(Instant::toString).orElse(null))
                    .put("next", round.next().map(Instant::toString).orElse(null))
                    .put("missed", times(round.missed()))
                    .put("fired", times(round.fired()))
                    .put("spread", round.spread().toMillis());
        }

        private static JsonArray times(List<Instant> times) {
            return new JsonArray(times.stream().map(Instant::toString).toList());
        }
    }

    /**
     * What was done about a schedule.
     *
     * @param unsent why a message could not be sent; null where each was
     */
    record Fired(
            String schedule,
            int fired,
            int missed,
            @Nullable String unsent) {}

    /** Looks for up to {@code most} schedules that are due. */
    Future<Look> look(int most) {
        return pool.preparedQuery(LOOK).execute(Tuple.of(most)).map(ScheduleTable::seen);
    }

    /** Does what was worked out, all in one transaction, but for schedules that others were quicker with. */
    Future<List<Fired>> fire(List<Planned> planned) {
        JsonArray rounds = new JsonArray(planned.stream().map(Planned::toJson).toList());
        return pool.preparedQuery(FIRE).execute(Tuple.of(rounds)).map((RowSet<Row> rows) -> {
            List<Fired> fired = new ArrayList<>(rows.size());
            rows.forEach(row -> fired.add(new Fired(
                    row.getString("schedule"),
                    row.getInteger("fired"),
                    row.getInteger("missed"),
                    row.getString("unsent"))));
            return fired;
        });
    }

    /** Notes that a schedule cannot be understood; answers whether that is news. */
    Future<Boolean> refuse(Schedule schedule, String reason) {
        return pool.preparedQuery(REFUSE)
                .execute(Tuple.of(schedule.name(), schedule.version(), reason))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Lets schedules that were refused be tried again. */
    Future<Void> reconsider() {
        return pool.query(RECONSIDER).execute().mapEmpty();
    }

    private static Look seen(RowSet<Row> rows) {
        Row first = rows.iterator().next();
        List<Schedule> due = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.getString("name") != null) {
                due.add(Schedule.from(row));
            }
        }
        return new Look(
                first.getOffsetDateTime("now").toInstant(),
                due,
                Optional.ofNullable(first.getLong("milliseconds")).map(Duration::ofMillis),
                first.getBoolean("deadlines_passed"),
                first.getBoolean("plans_wanted"));
    }
}
