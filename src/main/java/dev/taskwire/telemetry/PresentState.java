package dev.taskwire.telemetry;

import dev.taskwire.queue.QueueStanding;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What stands in the database for all processes.
 *
 * @param closed the destinations that take nothing now
 * @param alarms by the name of each schedule that has a deadline or an alarm, whether the alarm is on
 * @param mails how many there are in each state of the ledger
 * @param queues how they stand, {@link BoundedNames#MOST} of them at the most
 */
public record PresentState(
        Set<String> closed, Map<String, Boolean> alarms, Map<String, Long> mails, List<QueueStanding> queues) {
    /** Where it is not known. */
    public static final PresentState UNKNOWN = new PresentState(Set.of(), Map.of(), Map.of(), List.of());

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

    /**
     * Asks two statements, and of the queues whoever has asked that already; schedules whose alarm is on come first,
     * {@link BoundedNames#MOST} of them at the most.
     */
    static Future<PresentState> look(Pool pool, Future<List<QueueStanding>> queues) {
        Future<PresentState> named =
                pool.preparedQuery(LOOK).execute(Tuple.of(BoundedNames.MOST)).map(PresentState::named);
        Future<Map<String, Long>> mails = MailStates.count(pool);
        return Future.all(named, mails, queues)
                .map(all -> new PresentState(
                        named.result().closed(),
                        named.result().alarms(),
                        mails.result(),
                        queues.result().stream().limit(BoundedNames.MOST).toList()));
    }

    private static PresentState named(RowSet<Row> rows) {
        Set<String> closed = new TreeSet<>();
        Map<String, Boolean> alarms = new TreeMap<>();
        rows.forEach(row -> {
            if (row.getString("kind").equals("schedule")) {
                alarms.put(row.getString("name"), row.getBoolean("is_on"));
            } else {
                closed.add(row.getString("name"));
            }
        });
        return new PresentState(closed, alarms, Map.of(), List.of());
    }
}
