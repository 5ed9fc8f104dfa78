package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;

/** Writes down how far handlers are with the messages of one queue, for people to see. May be used from any context. */
public final class MessageProgress {
    /** What a process that died has left behind goes in the end. */
    private static final String REPORT = """
            -- queue.progress
            WITH left_behind AS (
                DELETE FROM taskwire.message_progress
                WHERE queue = $1 AND message_id <> $2::bigint AND reported_at < clock_timestamp() - interval '30 days'
            )
            INSERT INTO taskwire.message_progress AS known
                (queue, message_id, deliveries, fraction, note, reported_at)
            SELECT $1, held.msg_id, held.read_ct, $4::float8, $5, clock_timestamp()
            FROM pgmq.q_%1$s AS held
            WHERE held.msg_id = $2::bigint AND held.read_ct = $3::integer
            ON CONFLICT ON CONSTRAINT message_progress_pkey DO UPDATE
            SET deliveries = excluded.deliveries, fraction = excluded.fraction, note = excluded.note,
                reported_at = excluded.reported_at
            """;

    private static final String FORGET = """
            -- queue.forget_progress
            DELETE FROM taskwire.message_progress
            WHERE queue = $1 AND message_id = $2::bigint AND deliveries <= $3::integer
            """;

    private final Pool pool;
    private final String queue;
    private final String report;

    MessageProgress(Pool pool, MessageQueue queue) {
        this.pool = pool;
        this.queue = queue.name();
        this.report = REPORT.formatted(queue.name());
    }

    /** Answers whether the message was still this delivery's; else nothing is written. */
    public Future<Boolean> report(Message message, Progress progress) {
        return pool.preparedQuery(report)
                .execute(Tuple.of(queue, message.id(), message.deliveries(), progress.fraction(), progress.note()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** This delivery has ended. */
    public Future<Void> forget(Message message) {
        return pool.preparedQuery(FORGET)
                .execute(Tuple.of(queue, message.id(), message.deliveries()))
                .mapEmpty();
    }
}
