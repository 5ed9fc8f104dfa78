package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Where the messages of one queue go that nobody will work on again by itself. May be used from any context. */
public final class DeadLetters {
    /**
     * One statement, so that a message is never in two places or in none. The payload does not leave the server: it may
     * be what this process cannot read. A row of trouble whose message was queued at another time is about a message of
     * the same number in a queue that was dropped since.
     */
    private static final String BURY = """
            -- queue.bury
            WITH taken AS (
                DELETE FROM pgmq.q_%1$s
                WHERE msg_id = $1::bigint AND read_ct = $2::integer
                RETURNING msg_id, read_ct, enqueued_at, vt, message, headers
            ), archived AS (
                INSERT INTO pgmq.a_%1$s (msg_id, read_ct, enqueued_at, vt, message, headers)
                SELECT msg_id, read_ct, enqueued_at, vt, message, headers FROM taken
                ON CONFLICT DO NOTHING
            ), trouble AS (
                DELETE FROM taskwire.troubled_message AS troubled
                USING taken
                WHERE troubled.queue = '%1$s' AND troubled.message_id = taken.msg_id
                    AND troubled.enqueued_at = taken.enqueued_at
                RETURNING troubled.message_id, troubled.attempts, troubled.errors, troubled.first_attempt_at
            ), story AS (
                SELECT taken.msg_id, taken.enqueued_at, taken.message, taken.headers,
                       coalesce(trouble.attempts, 0) + $3::integer AS attempts,
                       coalesce(trouble.errors, '[]') AS errors,
                       trouble.first_attempt_at,
                       clock_timestamp() AS failed_at
                FROM taken LEFT JOIN trouble ON trouble.message_id = taken.msg_id
            )%3$s
            INSERT INTO %2$s
                (queue, message_id, event_id, message, headers, reason, cause, errors, attempts, first_attempt_at, failed_at)
            SELECT '%1$s', msg_id, taskwire.event_id('%1$s', msg_id, enqueued_at, headers), message, headers,
                   $4::text, $5::text,
                   errors || jsonb_build_object(
                       'at', to_char(failed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'attempt', CASE WHEN $3::integer = 1 THEN attempts END, 'reason', $4::text),
                   attempts,
                   coalesce(first_attempt_at, CASE WHEN $3::integer = 1 THEN failed_at END),
                   failed_at
            FROM story
            """;

    private final Pool pool;
    private final BySchedule bury;

    /** @param tablesSchema where job_failures is; a name as the configuration allows it */
    public DeadLetters(Pool pool, MessageQueue queue, String tablesSchema) {
        this.pool = pool;
        String failures = new FailureTable(tablesSchema).name();
        this.bury =
                BySchedule.of(occurrences -> BURY.formatted(queue.name(), failures, occurrences), BySchedule.FAILED);
    }

    /**
     * Moves a message to the queue's archive and its whole story into job_failures, together and if this delivery still
     * holds it; answers how many messages that were: one, or none where the lease was lost.
     */
    public Future<Integer> bury(Message message, BuriedBecause why) {
        Tuple binds = Tuple.of(
                message.id(),
                message.deliveries(),
                why.attempted() ? 1 : 0,
                why.reason(),
                FailureCause.of(why.reason()));
        return pool.preparedQuery(bury.settling(List.of(message)))
                .execute(binds)
                .map(buried -> buried.rowCount());
    }
}
