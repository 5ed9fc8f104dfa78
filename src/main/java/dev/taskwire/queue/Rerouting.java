package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;

/** Puts messages of one queue on others. May be used from any context. */
public final class Rerouting {
    /** How often a message has been rerouted. */
    private static final String COUNT = "rerouted";

    /** One statement, so that a message is never on two queues or on none. It keeps its event id: it is the same event. */
    private static final String REROUTE = """
            -- queue.reroute
            WITH held AS (
                DELETE FROM pgmq.q_%1$s
                WHERE msg_id = $1::bigint AND read_ct = $2::integer
                RETURNING msg_id, enqueued_at, message, headers
            ), forgotten AS (
                DELETE FROM taskwire.troubled_message
                WHERE queue = '%1$s' AND message_id = ANY (ARRAY(SELECT msg_id FROM held))
            )
            SELECT taskwire.send($3::text, coalesce(held.message, 'null'),
                CASE jsonb_typeof(held.headers) WHEN 'object' THEN held.headers ELSE '{}' END || jsonb_build_object(
                'event_id', taskwire.event_id('%1$s', held.msg_id, held.enqueued_at, held.headers),
                'rerouted', $4::integer, 'rerouted_from', '%1$s')) AS id
            FROM held
            """;

    private final Pool pool;
    private final String reroute;

    Rerouting(Pool pool, MessageQueue queue) {
        this.pool = pool;
        this.reroute = REROUTE.formatted(queue.name());
    }

    /** How often this message has been rerouted so far. */
    public static int times(Message message) {
        return message.headers().getValue(COUNT) instanceof Number times ? times.intValue() : 0;
    }

    /**
     * Puts a message at the end of another queue and wakes its workers. Fails with an {@link UnknownQueueException} where that
     * is not there.
     *
     * @return whether the message was still this delivery's
     */
    public Future<Boolean> reroute(Message message, String to) {
        return pool.preparedQuery(reroute)
                .execute(Tuple.of(message.id(), message.deliveries(), to, times(message) + 1))
                .map(rows -> rows.rowCount() == 1)
                .recover(UnknownQueueException::recognize);
    }
}
