package dev.taskwire.testing;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Lets time pass for what waits. The database goes by its own clock, which nobody sets: in its place, all that waits comes nearer.
 * A handler sees no difference, except by a clock of its own.
 */
public final class TestClock {
    private static final String QUEUES = """
            -- testing.queues
            SELECT queue_name FROM pgmq.meta ORDER BY queue_name
            """;

    /** A delivery that has ended is counted with the message's troubles; one that is counted nowhere is under way. */
    private static final String ADVANCE = """
            -- testing.advance
            UPDATE pgmq."q_%s" AS waiting SET vt = waiting.vt - make_interval(secs => $1)
            WHERE waiting.vt > clock_timestamp()
              AND waiting.read_ct <= coalesce((
                SELECT trouble.attempts + trouble.releases FROM taskwire.troubled_message AS trouble
                WHERE trouble.queue = $2 AND trouble.message_id = waiting.msg_id
                  AND trouble.enqueued_at = waiting.enqueued_at), 0)
            """;

    private static final String ADVANCE_PARKED = """
            -- testing.advance_parked
            UPDATE taskwire.parked_message SET due_at = due_at - make_interval(secs => $1)
            """;

    private static final String WAKE = """
            -- testing.wake
            SELECT taskwire.wake(queue_name) FROM pgmq.meta
            """;

    private final Database database;

    TestClock(Database database) {
        this.database = database;
    }

    /**
     * Brings nearer by that much, in all queues: messages that were sent with a delay or for a moment, and messages that wait for
     * another attempt. What is in hand keeps its lease, also where another client of pgmq has it. Schedules are left as they are:
     * see {@link TaskwireExtension#runSchedule}.
     *
     * @param time more than 0
     */
    public void advance(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("time goes forward only: " + time);
        }
        double seconds = time.toMillis() / 1000.0;
        List<Row> queues = database.rows(QUEUES);
        for (Row row : queues) {
            String queue = row.getString("queue_name");
            database.rows(ADVANCE.formatted(queue.toLowerCase(Locale.ROOT)), seconds, queue);
        }
        database.rows(ADVANCE_PARKED, seconds);
        Parking.promote(database);
        database.rows(WAKE);
    }
}
