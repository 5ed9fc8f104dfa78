package dev.taskwire.schedule;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Schedules as people look at them and act on them. May be used from any context. */
public final class Schedules {
    /** The latest occurrence that has been claimed or has ended: not one that lies far back and was made lately. */
    private static final String LIST = """
            -- schedule.list
            SELECT clock_timestamp() AS now, %s, known.queue, known.configured IS NOT NULL AS is_configured, known.paused_at,
                   known.error, known.unplanned_since, last.fire_time AS last_fire_time, last.kind AS last_kind, last.state AS last_state,
                   (extract(epoch FROM last.duration) * 1000)::bigint AS last_milliseconds, last.error AS last_error
            FROM taskwire.schedule AS known
            LEFT JOIN LATERAL (
                SELECT occurrence.fire_time, occurrence.kind, occurrence.state, occurrence.duration, occurrence.error
                FROM taskwire.schedule_occurrences AS occurrence
                WHERE occurrence.name = known.name
                ORDER BY occurrence.fire_time DESC
                LIMIT 1
            ) AS last ON true
            ORDER BY known.name
            """.formatted(Schedule.COLUMNS);

    private static final String RUN = """
            -- schedule.run
            SELECT taskwire.run_schedule($1) AS fire_time
            """;

    private static final String PAUSE = """
            -- schedule.pause
            SELECT taskwire.pause_schedule($1) AS is_news
            """;

    private static final String RESUME = """
            -- schedule.resume
            SELECT taskwire.resume_schedule($1) AS is_news
            """;

    private final Pool pool;

    public Schedules(Pool pool) {
        this.pool = pool;
    }

    /** All of them by name, with so many of their next fire times. */
    public Future<List<ScheduleStanding>> list(int nexts) {
        return pool.preparedQuery(LIST).execute().map((RowSet<Row> rows) -> {
            List<ScheduleStanding> standings = new ArrayList<>(rows.size());
            rows.forEach(row -> standings.add(ScheduleStanding.from(row, nexts)));
            return standings;
        });
    }

    /** Fires one now; answers the time that the occurrence is known by. Fails in words where there is no such schedule. */
    public Future<Instant> run(String name) {
        return pool.preparedQuery(RUN)
                .execute(Tuple.of(name))
                .map(rows ->
                        rows.iterator().next().getOffsetDateTime("fire_time").toInstant());
    }

    /** Lets one fire nothing; answers whether that is new. */
    public Future<Boolean> pause(String name) {
        return isNews(PAUSE, name);
    }

    /** Lets one fire again, from now on; answers whether that is new. */
    public Future<Boolean> resume(String name) {
        return isNews(RESUME, name);
    }

    private Future<Boolean> isNews(String statement, String name) {
        return pool.preparedQuery(statement)
                .execute(Tuple.of(name))
                .map(rows -> rows.iterator().next().getBoolean("is_news"));
    }
}
