package dev.taskwire.schedule;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;

/** Which schedules are without a success, as the database has it. May be used from any context. */
public final class AlarmBook {
    private static final String JUDGE = """
            -- schedule.judge
            SELECT raised, schedule, fire_time, deadline_at, state, error FROM taskwire.tell_alarms()
            """;

    private static final String PRESENT = """
            -- schedule.alarms
            SELECT name AS schedule, fire_time, deadline_at, state, error
            FROM taskwire.schedule_occurrences
            WHERE alarm_raised_at IS NOT NULL AND alarm_ended_at IS NULL
            ORDER BY name
            LIMIT 100
            """;

    private final Pool pool;

    public AlarmBook(Pool pool) {
        this.pool = pool;
    }

    /** The alarms that are on, of all processes; a hundred at the most. */
    public Future<List<Alarm>> present() {
        return pool.query(PRESENT).execute().map((RowSet<Row> rows) -> {
            List<Alarm> alarms = new ArrayList<>(rows.size());
            rows.forEach(row -> alarms.add(Alarm.from(row)));
            return alarms;
        });
    }

    /**
     * Raises what is due and ends what is over. The team's message about it is sent in the same transaction; this process's
     * listener is told afterwards.
     */
    Future<Void> judge(Alarms alarms) {
        return pool.query(JUDGE)
                .execute()
                .onSuccess(rows -> rows.forEach(row -> {
                    if (row.getBoolean("raised")) {
                        alarms.raised(Alarm.from(row));
                    } else {
                        alarms.over(Alarm.from(row));
                    }
                }))
                .mapEmpty();
    }
}
