package dev.taskwire.schedule;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fires what a schedule should have fired in a period of the past, by its present times: what has failed, was missed, or of
 * which there is no row, such as before the schedule was made. What is under way or done is left alone. May be used from any
 * context.
 */
public final class Backfill {
    /** More in one go are a mistake, as a rule. */
    public static final int MOST = 10_000;

    private static final int AT_ONCE = 500;

    private static final String FIND = """
            -- schedule.find
            SELECT %s, clock_timestamp() AS now FROM taskwire.known_schedule($1) AS known
            """.formatted(Schedule.COLUMNS);

    private static final String STATES = """
            -- schedule.states
            SELECT fire_time, state FROM taskwire.schedule_occurrences
            WHERE name = $1 AND fire_time >= $2 AND fire_time < $3 AND kind <> 'run'
            """;

    private static final String FIRE = """
            -- schedule.backfill
            SELECT taskwire.backfill_schedule($1, $2::timestamptz[], $3::bigint * interval '1 millisecond',
                $4::bigint * interval '1 millisecond') AS fired
            """;

    private final Pool pool;

    public Backfill(Pool pool) {
        this.pool = pool;
    }

    /**
     * A period of a schedule.
     *
     * @param since the first moment that belongs to it
     * @param until the first moment that no longer does
     */
    public record Period(String schedule, Instant since, Instant until) {}

    /**
     * One time at which the schedule should have fired.
     *
     * @param state what came of it; empty where there is no row
     */
    public record Time(Instant fireTime, Optional<String> state) {
        /** Whether it had no success and is not on its way to one. */
        public boolean isOpen() {
            return state.isEmpty()
                    || state.get().equals("failed")
                    || state.get().equals("missed");
        }
    }

    /**
     * The fire times of a period, the earliest first, {@link #MOST} and one at the most. Those to come are left out.
     */
    public Future<List<Time>> times(Period period) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(period.schedule()))
                .map(rows -> rows.iterator().next())
                .compose(row -> states(period)
                        .map(states -> times(
                                Schedule.from(row),
                                period,
                                row.getOffsetDateTime("now").toInstant(),
                                states)));
    }

    /** Fires these, so far apart; answers how many that were. In short transactions: who stops it has fired the first. */
    public Future<Integer> fire(String schedule, List<Instant> times, Duration spread) {
        return fire(schedule, times, spread, 0);
    }

    private Future<Integer> fire(String schedule, List<Instant> times, Duration spread, int begun) {
        if (begun >= times.size()) {
            return Future.succeededFuture(0);
        }
        List<Instant> part = times.subList(begun, Math.min(begun + AT_ONCE, times.size()));
        Tuple binds = Tuple.of(schedule)
                .addArrayOfOffsetDateTime(part.stream().map(Backfill::offset).toArray(OffsetDateTime[]::new))
                .addLong(spread.toMillis())
                .addLong(spread.toMillis() * begun);
        return pool.preparedQuery(FIRE)
                .execute(binds)
                .map(rows -> rows.iterator().next().getInteger("fired"))
                .compose(fired ->
                        fire(schedule, times, spread, begun + part.size()).map(more -> fired + more));
    }

    private Future<Map<Instant, String>> states(Period period) {
        return pool.preparedQuery(STATES)
                .execute(Tuple.of(period.schedule(), offset(period.since()), offset(period.until())))
                .map((RowSet<Row> rows) -> {
                    Map<Instant, String> states = new HashMap<>();
                    rows.forEach(
                            row -> states.put(row.getOffsetDateTime("fire_time").toInstant(), row.getString("state")));
                    return states;
                });
    }

    private static List<Time> times(Schedule schedule, Period period, Instant now, Map<Instant, String> states) {
        Timing timing = Timing.of(schedule.times());
        List<Time> times = new ArrayList<>();
        Optional<Instant> time = timing.nextAfter(period.since().minusNanos(1));
        while (times.size() <= MOST
                && time.filter(one -> one.isBefore(period.until()) && !one.isAfter(now))
                        .isPresent()) {
            times.add(new Time(time.get(), Optional.ofNullable(states.get(time.get()))));
            time = timing.nextAfter(time.get());
        }
        return times;
    }

    private static OffsetDateTime offset(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
