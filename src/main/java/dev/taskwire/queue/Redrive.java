package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters back to their queues. Each becomes a new message with fresh attempts and the event id of the old one,
 * so that what was done once for it is not done again; its failure stays and says when it was sent back, and by whom.
 */
public final class Redrive {
    private static final String PLAN = """
            -- redrive.plan
            SELECT failure.queue,
                   EXISTS (SELECT FROM pgmq.meta WHERE meta.queue_name = failure.queue) AS queue_exists,
                   count(*) FILTER (WHERE $6::boolean OR failure.redriven_at IS NULL) AS ready,
                   count(*) FILTER (WHERE NOT $6::boolean AND failure.redriven_at IS NOT NULL) AS redriven_before
            FROM %1$s AS failure
            WHERE %2$s
            GROUP BY failure.queue
            ORDER BY failure.queue
            """;

    /**
     * The oldest first. What somebody else is sending at the moment is theirs. It goes on after the last of the batch
     * before and takes no failure younger than the run, so that it never meets what it has sent itself: neither what is
     * sent again, nor what has failed once more.
     */
    private static final String BATCH = """
            -- redrive.batch
            WITH chosen AS (
                SELECT failure.id, failure.queue, failure.event_id,
                       coalesce(failure.message::jsonb, 'null') AS message, failure.headers::jsonb AS headers
                FROM %1$s AS failure
                WHERE %2$s
                    AND ($6::boolean OR failure.redriven_at IS NULL)
                    AND EXISTS (SELECT FROM pgmq.meta WHERE meta.queue_name = failure.queue)
                    AND ($7::uuid IS NULL OR (failure.failed_at, failure.id)
                        > (SELECT last.failed_at, last.id FROM %1$s AS last WHERE last.id = $7::uuid))
                    AND failure.failed_at <= $10::timestamptz
                ORDER BY failure.failed_at, failure.id
                LIMIT $8::integer
                FOR UPDATE OF failure SKIP LOCKED
            ), sent AS MATERIALIZED (
                SELECT id, row_number() OVER () AS line, taskwire.send(queue, message,
                    CASE jsonb_typeof(headers) WHEN 'object' THEN headers ELSE '{}' END
                        || jsonb_strip_nulls(jsonb_build_object('event_id', event_id))
                        || jsonb_build_object(
                            'redriven_from', id,
                            'redriven_count', coalesce(taskwire.bigint_or_null(headers ->> 'redriven_count'), 0) + 1)
                    ) AS message_id
                FROM chosen
            ), marked AS (
                UPDATE %1$s AS failure
                SET redriven_at = clock_timestamp(), redriven_by = $9::text || ' (' || session_user || ')'
                FROM sent
                WHERE failure.id = sent.id
            )
            SELECT id FROM sent ORDER BY line
            """;

    private static final String NOW = """
            -- redrive.now
            SELECT clock_timestamp() AS now
            """;

    private final Vertx vertx;
    private final Pool pool;
    private final String plan;
    private final String batch;

    /** @param tablesSchema where job_failures is; a name as the configuration allows it */
    public Redrive(Vertx vertx, Pool pool, String tablesSchema) {
        String table = new FailureTable(tablesSchema).name();
        this.vertx = vertx;
        this.pool = pool;
        this.plan = PLAN.formatted(table, FailureFilter.CONDITION);
        this.batch = BATCH.formatted(table, FailureFilter.CONDITION);
    }

    /** Counts, and changes nothing. */
    public Future<RedrivePlan> plan(FailureFilter filter, boolean again) {
        return pool.preparedQuery(plan)
                .execute(filter.binds().addBoolean(again))
                .map((RowSet<Row> rows) -> {
                    List<RedrivePlan.Part> parts = new ArrayList<>(rows.size());
                    rows.forEach(row -> parts.add(RedrivePlan.Part.from(row)));
                    return new RedrivePlan(parts);
                });
    }

    /**
     * Sends what is asked for, batch by batch, and answers how many that were. Each batch is a transaction of its own: a
     * process that is stopped has sent whole batches, and the same request goes on with the rest.
     *
     * @param progress is told after each batch how many have gone, on the run's context
     */
    public Future<Long> run(RedriveRequest request, LongConsumer progress) {
        return pool.query(NOW)
                .execute()
                .map(rows -> rows.iterator().next().getOffsetDateTime("now"))
                .compose(
                        begun -> new RedriveRun(vertx, last -> batch(request, begun, last), request, progress).begin());
    }

    private Future<List<UUID>> batch(RedriveRequest request, OffsetDateTime begun, @Nullable UUID last) {
        Tuple binds = request.filter()
                .binds()
                .addBoolean(request.again())
                .addUUID(last)
                .addInteger(request.batchSize())
                .addString(request.by())
                .addOffsetDateTime(begun);
        return pool.preparedQuery(batch).execute(binds).map((RowSet<Row> rows) -> {
            List<UUID> ids = new ArrayList<>(rows.size());
            rows.forEach(row -> ids.add(row.getUUID("id")));
            return ids;
        });
    }
}
