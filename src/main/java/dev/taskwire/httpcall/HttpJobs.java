package dev.taskwire.httpcall;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of HTTP-call queues, for looking at them and inserting them. What is answered is JSON text, numbers to the last digit,
 * with nothing secret in it. May be used from any context.
 */
public final class HttpJobs {
    /** The statuses that a job can have, in the order in which it can have them. */
    public static final List<String> STATUSES =
            List.of("staged", "pending", "in_progress", "successful", "failed", "cancelled");

    private static final String ADD = """
            -- http_jobs.add
            SELECT taskwire.http_call_batch($1::text, $2::text::jsonb) AS ids
            """;

    private static final String ADD_ONCE = """
            -- http_jobs.add_once
            SELECT outcome, ids FROM taskwire.http_call_once($1, $2, $3::bytea, $4, $5::text::jsonb)
            """;

    /** Each status of each queue by its index: without that, a queue with few jobs beside one with millions would be slow. */
    private static final String LIST = """
            -- http_jobs.list
            SELECT coalesce(jsonb_agg(%s ORDER BY j.id DESC), '[]')::text AS jobs
            FROM (
                SELECT latest.id
                FROM taskwire.http_queue AS q
                CROSS JOIN unnest('{staged,pending,in_progress,successful,failed,cancelled}'::text[]) AS known (status)
                CROSS JOIN LATERAL (
                    SELECT one.id FROM taskwire.http_job AS one
                    WHERE one.queue = q.name AND one.status = known.status AND one.id < $3::bigint
                    ORDER BY one.id DESC LIMIT $4::integer
                ) AS latest
                WHERE ($1::text IS NULL OR q.name = $1::text) AND ($2::text IS NULL OR known.status = $2::text)
                ORDER BY latest.id DESC LIMIT $4::integer
            ) AS page
            JOIN taskwire.http_job AS j ON j.id = page.id
            """.formatted(JobColumns.SHORT);

    private static final String FIND = """
            -- http_jobs.find
            SELECT (%s || %s)::text AS job
            FROM taskwire.http_job AS j JOIN taskwire.http_queue AS q ON q.name = j.queue
            WHERE j.id = $1::bigint
            """.formatted(JobColumns.SHORT, JobColumns.WHOLE);

    private final Pool pool;

    public HttpJobs(Pool pool) {
        this.pool = pool;
    }

    /** Which jobs are meant: those for which all of this holds. */
    public record Filter(Optional<String> queue, Optional<String> status) {}

    /** Who asks for something once, by which key, and what for. */
    public record Once(String caller, String key, Buffer fingerprint) {}

    /**
     * What came of asking for something once.
     *
     * @param outcome sent, again where that was before, or used where the key stands for another request
     */
    public record Added(String outcome, List<Long> ids) {
        private static Added from(Row row) {
            return new Added(row.getString("outcome"), List.of(row.getArrayOfLongs("ids")));
        }
    }

    /**
     * Inserts jobs, all or none.
     *
     * @param jobs a JSON array of objects; their fields are those of {@code taskwire.http_call}, the queue left out
     * @return their ids, in the order of the jobs. Fails in words where there is no such queue or a job is none
     */
    public Future<List<Long>> add(String queue, String jobs) {
        return pool.preparedQuery(ADD)
                .execute(Tuple.of(queue, jobs))
                .map(rows -> List.of(rows.iterator().next().getArrayOfLongs("ids")));
    }

    /** The same once within a day; waits for a request with the same key that is under way. */
    public Future<Added> add(Once once, String queue, String jobs) {
        return pool.preparedQuery(ADD_ONCE)
                .execute(Tuple.of(once.caller(), once.key(), once.fingerprint(), queue, jobs))
                .map(rows -> Added.from(rows.iterator().next()));
    }

    /**
     * The latest first, as a JSON array.
     *
     * @param after goes on below this id; null for the first page
     */
    public Future<String> list(Filter filter, @Nullable Long after, int limit) {
        Tuple binds = Tuple.of(filter.queue().orElse(null), filter.status().orElse(null))
                .addLong(after == null ? Long.MAX_VALUE : after)
                .addInteger(limit);
        return pool.preparedQuery(LIST)
                .execute(binds)
                .map(rows -> rows.iterator().next().getString("jobs"));
    }

    /** One job with its request, what came of it, and those before and behind it. */
    public Future<Optional<String>> find(long id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getString("job")));
    }
}
