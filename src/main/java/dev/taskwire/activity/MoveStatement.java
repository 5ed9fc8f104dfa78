package dev.taskwire.activity;

import dev.taskwire.config.OnSuccess;

/**
 * The statement that moves a batch from the queue into the log: as a whole, or, failing, not at all. Names become part of
 * it; they are such as the configuration allows.
 */
final class MoveStatement {
    private static final String MOVE = """
            -- activity.move
            WITH taken AS (
                DELETE FROM pgmq.q_%1$s
                WHERE %3$s
                RETURNING msg_id, read_ct, enqueued_at, vt, message, headers
            ), event AS (
                SELECT msg_id,
                       message ->> 'entity_type' AS entity_type,
                       message ->> 'entity_id' AS entity_key,
                       message ->> 'action' AS action,
                       message ->> 'actor_id' AS actor,
                       message -> 'data' AS data,
            %4$s
                FROM taken
            ), logged AS (
                INSERT INTO %2$s.activity_logs
                    (id, entity_type, entity_id, entity_key, action, actor_id, metadata, seq, occurred_at)
                SELECT id, entity_type, entity_id, entity_key, action, actor_id,
                       CASE WHEN actor IS NULL OR actor_id IS NOT NULL THEN data
                            WHEN jsonb_typeof(data) = 'object' THEN data || jsonb_build_object('actor', actor)
                            ELSE jsonb_build_object('data', data, 'actor', actor) END,
                       seq, occurred_at
                FROM event
                ORDER BY msg_id
                %5$s
            ), forgotten AS (
                DELETE FROM taskwire.troubled_message
                WHERE queue = '%1$s' AND message_id = ANY (ARRAY(SELECT msg_id FROM taken WHERE read_ct > 0))
            )%6$s
            SELECT count(*)::integer AS taken,
                   coalesce((extract(epoch FROM clock_timestamp() - max(enqueued_at)) * 1000000)::bigint, 0) AS shortest_micros,
                   coalesce((extract(epoch FROM clock_timestamp() - min(enqueued_at)) * 1000000)::bigint, 0) AS longest_micros%7$s
            FROM taken
            """;

    /** What a trace needs: where the messages came from, as far as they say, a few of them. */
    private static final String TRACES = """
            ,
                   ARRAY(SELECT DISTINCT left(headers ->> 'traceparent', 60) FROM taken
                         WHERE jsonb_typeof(headers -> 'traceparent') = 'string' LIMIT %1$d) AS trace_parents""";

    /** The oldest ready messages, as many as fit; none where the queue is paused. */
    private static final String READY = """
            msg_id = ANY (ARRAY(
                SELECT msg_id
                FROM pgmq.q_%1$s
                WHERE vt <= clock_timestamp()
                  AND NOT EXISTS (SELECT FROM taskwire.paused_queue WHERE queue = '%1$s')
                ORDER BY msg_id
                LIMIT $1::integer
                FOR UPDATE SKIP LOCKED
            ))""";

    /** The messages of these deliveries. */
    private static final String HELD =
            "(msg_id, read_ct) IN (SELECT id, delivery FROM unnest($1::bigint[], $2::integer[]) AS held (id, delivery))";

    /**
     * Messages as the triggers make them, at more than twice the speed; fails where a value is not what it should be, and,
     * since asking for conflicts costs an event a twelfth, where an event is in the log already.
     */
    private static final String STRICT = """
                       coalesce((headers ->> 'event_id')::uuid,
                                taskwire.event_id('%1$s', msg_id, enqueued_at, headers)) AS id,
                       CASE WHEN length(message ->> 'entity_id') = 36 THEN (message ->> 'entity_id')::uuid END AS entity_id,
                       CASE WHEN length(message ->> 'actor_id') = 36 THEN (message ->> 'actor_id')::uuid END AS actor_id,
                       (message ->> 'timestamp')::timestamptz AS occurred_at,
                       (headers ->> 'seq')::bigint AS seq""";

    private static final String LOGGED_ALREADY = "ON CONFLICT (id) DO NOTHING";

    /**
     * Messages as anybody may send them: a key that is no uuid stays as text, an actor that is none goes into the metadata,
     * any other value that cannot be read is NULL. What is missing altogether fails on the table's constraints.
     */
    private static final String LENIENT = """
                       taskwire.event_id('%1$s', msg_id, enqueued_at, headers) AS id,
                       taskwire.uuid_or_null(message ->> 'entity_id') AS entity_id,
                       taskwire.uuid_or_null(message ->> 'actor_id') AS actor_id,
                       taskwire.timestamp_or_null(message ->> 'timestamp') AS occurred_at,
                       taskwire.bigint_or_null(headers ->> 'seq') AS seq""";

    private static final String ARCHIVED = """
            , archived AS (
                INSERT INTO pgmq.a_%1$s (msg_id, read_ct, enqueued_at, vt, message, headers)
                SELECT msg_id, read_ct, enqueued_at, vt, message, headers FROM taken
            )
            """;

    private final String queue;
    private final String tablesSchema;
    private final String archived;
    private final String traces;

    MoveStatement(String queue, String tablesSchema, OnSuccess onSuccess) {
        this(queue, tablesSchema, onSuccess == OnSuccess.ARCHIVE ? ARCHIVED.formatted(queue) : "\n", "");
    }

    private MoveStatement(String queue, String tablesSchema, String archived, String traces) {
        this.queue = queue;
        this.tablesSchema = tablesSchema;
        this.archived = archived;
        this.traces = traces;
    }

    /** The same, that answers up to so many of the traces that the messages came from, too. */
    MoveStatement traced(int most) {
        return new MoveStatement(queue, tablesSchema, archived, TRACES.formatted(most));
    }

    /** Binds: how many messages at most. */
    String strictlyOfReady() {
        return of(READY, STRICT, "");
    }

    /** Binds: how many messages at most. */
    String lenientlyOfReady() {
        return of(READY, LENIENT, LOGGED_ALREADY);
    }

    /** Binds: the messages' ids, and the number of the delivery of each. */
    String lenientlyOfHeld() {
        return of(HELD, LENIENT, LOGGED_ALREADY);
    }

    private String of(String chosen, String conversions, String onConflict) {
        return MOVE.formatted(
                queue,
                tablesSchema,
                chosen.formatted(queue),
                conversions.formatted(queue),
                onConflict,
                archived,
                traces);
    }
}
