package dev.taskwire.activity;

import dev.taskwire.config.OnSuccess;
import dev.taskwire.queue.Message;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** The table of changes, and the statements that fill it from the queue. May be used from any context. */
public final class ActivityLog {
    /** The oldest ready messages, as many as fit. */
    private static final String READY = """
            msg_id = ANY (ARRAY(
                SELECT msg_id
                FROM pgmq.q_%1$s
                WHERE vt <= clock_timestamp()
                ORDER BY msg_id
                LIMIT $1::integer
                FOR UPDATE SKIP LOCKED
            ))""";

    /** The messages of these deliveries. */
    private static final String HELD =
            "(msg_id, read_ct) IN (SELECT id, delivery FROM unnest($1::bigint[], $2::integer[]) AS held (id, delivery))";

    /**
     * Conversions are lenient where a value has a place of its own to go to: a key that is no uuid stays as text, an
     * actor that is none goes into the metadata. What is missing altogether fails on the table's constraints.
     */
    private static final String MOVE = """
            -- activity.move
            WITH taken AS (
                DELETE FROM pgmq.q_%1$s
                WHERE %3$s
                RETURNING msg_id, read_ct, enqueued_at, vt, message, headers
            ), event AS (
                SELECT msg_id,
                       taskwire.event_id('%1$s', msg_id, enqueued_at, headers) AS id,
                       message ->> 'entity_type' AS entity_type,
                       message ->> 'entity_id' AS entity_key,
                       message ->> 'action' AS action,
                       message ->> 'actor_id' AS actor,
                       taskwire.uuid_or_null(message ->> 'actor_id') AS actor_id,
                       message -> 'data' AS data,
                       taskwire.timestamp_or_null(message ->> 'timestamp') AS occurred_at,
                       taskwire.bigint_or_null(headers ->> 'seq') AS seq
                FROM taken
            ), logged AS (
                INSERT INTO %2$s.activity_logs
                    (id, entity_type, entity_id, entity_key, action, actor_id, metadata, seq, occurred_at)
                SELECT id, entity_type, taskwire.uuid_or_null(entity_key), entity_key, action, actor_id,
                       CASE WHEN actor IS NULL OR actor_id IS NOT NULL THEN data
                            WHEN jsonb_typeof(data) = 'object' THEN data || jsonb_build_object('actor', actor)
                            ELSE jsonb_build_object('data', data, 'actor', actor) END,
                       seq, occurred_at
                FROM event
                ORDER BY msg_id
                ON CONFLICT (id) DO NOTHING
            ), forgotten AS (
                DELETE FROM taskwire.troubled_message
                WHERE queue = '%1$s' AND message_id = ANY (ARRAY(SELECT msg_id FROM taken WHERE read_ct > 0))
            )%4$s
            SELECT count(*)::integer AS taken FROM taken
            """;

    private static final String ARCHIVED = """
            , archived AS (
                INSERT INTO pgmq.a_%1$s (msg_id, read_ct, enqueued_at, vt, message, headers)
                SELECT msg_id, read_ct, enqueued_at, vt, message, headers FROM taken
            )
            """;

    private final Pool pool;
    private final String moveReady;
    private final String moveHeld;

    /**
     * @param queue the queue that the changes come from; a name as the configuration allows it
     * @param tablesSchema where the table is; a name as the configuration allows it, since it becomes part of the SQL
     */
    public ActivityLog(Pool pool, String queue, String tablesSchema, OnSuccess onSuccess) {
        this.pool = pool;
        String archived = onSuccess == OnSuccess.ARCHIVE ? ARCHIVED.formatted(queue) : "\n";
        this.moveReady = MOVE.formatted(queue, tablesSchema, READY.formatted(queue), archived);
        this.moveHeld = MOVE.formatted(queue, tablesSchema, HELD, archived);
    }

    /** Moves up to {@code limit} ready messages and answers how many it took; all of them or, failing, none. */
    Future<Integer> move(int limit) {
        return pool.preparedQuery(moveReady).execute(Tuple.of(limit)).map(ActivityLog::taken);
    }

    /** Moves what these deliveries still hold, and answers how many messages that was; all of them or, failing, none. */
    Future<Integer> moveHeld(List<Message> messages) {
        Tuple binds = Tuple.tuple()
                .addArrayOfLong(messages.stream().map(Message::id).toArray(Long[]::new))
                .addArrayOfInteger(messages.stream().map(Message::deliveries).toArray(Integer[]::new));
        return pool.preparedQuery(moveHeld).execute(binds).map(ActivityLog::taken);
    }

    private static int taken(RowSet<Row> rows) {
        return rows.iterator().next().getInteger("taken");
    }
}
