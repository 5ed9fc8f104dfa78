package dev.taskwire.httpcall;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs that were sent as a graph. What is answered is JSON text. May be used from any context. */
public final class HttpFlows {
    private static final String SEND = """
            -- http_flows.send
            SELECT taskwire.http_flow($1::text::jsonb) AS id
            """;

    private static final String COUNTS = """
            (
                SELECT coalesce(jsonb_object_agg(counted.status, counted.number), '{}') FROM (
                    SELECT j.status, count(*) AS number FROM taskwire.http_job AS j WHERE j.flow = f.id GROUP BY j.status
                ) AS counted
            )""";

    private static final String LIST = """
            -- http_flows.list
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'id', f.id, 'name', f.name, 'created_at', f.created_at, 'jobs', %s) ORDER BY f.created_at DESC, f.id DESC), '[]')::text
                AS flows
            FROM (
                SELECT one.id, one.name, one.created_at FROM taskwire.http_flow AS one
                WHERE $1::uuid IS NULL OR (one.created_at, one.id)
                    < (SELECT last.created_at, last.id FROM taskwire.http_flow AS last WHERE last.id = $1::uuid)
                ORDER BY one.created_at DESC, one.id DESC LIMIT $2::integer
            ) AS f
            """.formatted(COUNTS);

    private static final String FIND = """
            -- http_flows.find
            SELECT jsonb_build_object('id', f.id, 'name', f.name, 'created_at', f.created_at, 'counts', %s,
                'jobs', (
                    SELECT coalesce(jsonb_agg(jsonb_build_object('id', j.id, 'name', j.name, 'queue', j.queue, 'status', j.status,
                        'attempts', j.attempts, 'result_status', j.result_status) ORDER BY j.id), '[]')
                    FROM (SELECT * FROM taskwire.http_job AS one WHERE one.flow = f.id ORDER BY one.id LIMIT 10000) AS j
                ),
                'edges', (
                    SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'job', edge.job, 'depends_on', edge.depends_on, 'on_failure', edge.on_failure, 'settled', edge.settled)), '[]')
                    FROM (
                        SELECT d.job, d.depends_on, d.on_failure, d.settled
                        FROM taskwire.http_job AS j JOIN taskwire.http_job_dependency AS d ON d.job = j.id
                        WHERE j.flow = f.id ORDER BY d.job, d.depends_on LIMIT 30000
                    ) AS edge
                ))::text AS flow
            FROM taskwire.http_flow AS f WHERE f.id = $1::uuid
            """.formatted(COUNTS);

    private final Pool pool;

    public HttpFlows(Pool pool) {
        this.pool = pool;
    }

    /**
     * Inserts a graph of jobs, all or none.
     *
     * @param flow JSON as {@code taskwire.http_flow} takes it
     * @return its id. Fails in words where it is none
     */
    public Future<UUID> send(String flow) {
        return pool.preparedQuery(SEND)
                .execute(Tuple.of(flow))
                .map(rows -> rows.iterator().next().getUUID("id"));
    }

    /**
     * The latest first, as a JSON array, with how many jobs of each status there are.
     *
     * @param after goes on behind this one; null for the first page
     */
    public Future<String> list(@Nullable UUID after, int limit) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(after, limit))
                .map(rows -> rows.iterator().next().getString("flows"));
    }

    /** One with its jobs, the first 10,000, and what each waits for. */
    public Future<Optional<String>> find(UUID id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getString("flow")));
    }
}
