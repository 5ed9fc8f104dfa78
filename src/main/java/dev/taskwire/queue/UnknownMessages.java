package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/**
 * Sets the messages of one queue aside whose type or version no handler of this process knows: outside of the queue they wait
 * for a process that does, and nothing is tried with them. May be used from any context.
 */
public final class UnknownMessages {
    /** One statement, so that a message is never in two places or in none. That it was taken is counted as no attempt. */
    private static final String SET_ASIDE = """
            -- queue.set_aside
            WITH held AS (
                DELETE FROM pgmq.q_%1$s WHERE msg_id = $2 AND read_ct = $3
                RETURNING msg_id, read_ct, enqueued_at, message, headers
            ), aside AS (
                INSERT INTO taskwire.unknown_message
                    (queue, message_id, type, version, tries, again_at, read_ct, enqueued_at, message, headers)
                -- One of a queue that was made anew may have the number of one that is still aside.
                SELECT $1,
                       CASE WHEN EXISTS (SELECT FROM taskwire.unknown_message WHERE queue = $1 AND message_id = msg_id)
                            THEN nextval(pg_get_serial_sequence('pgmq.q_%1$s', 'msg_id')) ELSE msg_id END,
                       $4, $5, $6, clock_timestamp() + $7::bigint * interval '1 millisecond', read_ct, enqueued_at,
                       message,
                       coalesce(headers, '{}')
                           || jsonb_build_object('event_id', taskwire.event_id($1, msg_id, enqueued_at, headers))
                FROM held
            )
            SELECT taskwire.note_trouble($1, msg_id, enqueued_at, 0, 1, NULL, read_ct) FROM held
            """;

    /** While a deployment is under way, a message that is taken back may meet a process again that does not know it. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration PAUSE_MOST = Duration.ofSeconds(30);

    private final Pool pool;
    private final String queue;
    private final String setAside;

    public UnknownMessages(Pool pool, MessageQueue queue) {
        this.pool = pool;
        this.queue = queue.name();
        this.setAside = SET_ASIDE.formatted(queue.name());
    }

    /**
     * Takes a message off the queue that this delivery holds, and keeps it.
     *
     * @return whether the message was still this delivery's
     */
    public Future<Boolean> setAside(Message message, MessageKind kind) {
        int before = givenBack(message);
        Tuple binds = Tuple.of(queue, message.id(), message.deliveries(), kind.type(), kind.version())
                .addInteger(before + 1)
                .addLong(pause(before).toMillis());
        return pool.preparedQuery(setAside).execute(binds).map(rows -> rows.rowCount() == 1);
    }

    /** The deliveries before this one that were neither an attempt nor ended by a crash. */
    private static int givenBack(Message message) {
        Trouble trouble = message.trouble();
        return Math.max(0, message.deliveries() - 1 - trouble.attempts() - trouble.crashes());
    }

    /** Until it is taken back: none at first, and then it doubles with each time that it was given back before. */
    static Duration pause(int before) {
        if (before == 0) {
            return Duration.ZERO;
        }
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(before - 1, 10));
        return doubled.compareTo(PAUSE_MOST) < 0 ? doubled : PAUSE_MOST;
    }
}
