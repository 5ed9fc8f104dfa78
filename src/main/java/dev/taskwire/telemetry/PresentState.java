package dev.taskwire.telemetry;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What stands in the database for all processes, and is asked at each scrape.
 *
 * @param closed the destinations that take nothing now
 * @param alarms by the name of each schedule that has a deadline or an alarm, whether the alarm is on
 */
public record PresentState(Set<String> closed, Map<String, Boolean> alarms) {
    /** Where it is not known. */
    public static final PresentState UNKNOWN = new PresentState(Set.of(), Map.of());

    private static final String LOOK = """
            -- telemetry.present_state
            SELECT 'destination' AS kind, known.name, true AS is_on FROM taskwire.destination AS known
            UNION ALL
            (SELECT 'schedule', coalesce(known.name, alarm.name), alarm.name IS NOT NULL
             FROM (SELECT name FROM taskwire.schedule WHERE deadline IS NOT NULL) AS known
             FULL JOIN (SELECT name FROM taskwire.schedule_occurrences
                        WHERE alarm_raised_at IS NOT NULL AND alarm_ended_at IS NULL) AS alarm ON alarm.name = known.name
             ORDER BY 3 DESC, 2
             LIMIT $1)
            """;

    /** Asks in one statement; those whose alarm is on first, {@link Metrics#SCHEDULES_MOST} schedules at the most. */
    public static Future<PresentState> look(Pool pool) {
        return pool.preparedQuery(LOOK)
                .execute(Tuple.of(Metrics.SCHEDULES_MOST))
                .map(PresentState::seen);
    }

    private static PresentState seen(RowSet<Row> rows) {
        Set<String> closed = new TreeSet<>();
        Map<String, Boolean> alarms = new TreeMap<>();
        rows.forEach(row -> {
            if (row.getString("kind").equals("schedule")) {
                alarms.put(row.getString("name"), row.getBoolean("is_on"));
            } else {
                closed.add(row.getString("name"));
            }
        });
        return new PresentState(closed, alarms);
    }
}
