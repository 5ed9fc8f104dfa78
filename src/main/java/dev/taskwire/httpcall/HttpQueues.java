package dev.taskwire.httpcall;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** HTTP-call queues as people look at them and change them; nothing secret is in what is answered. May be used from any context. */
public final class HttpQueues {
    /** Jobs of one status of one queue are counted up to so many. */
    public static final int COUNTED_MOST = 10_000;

    private static final String STILL_USED = "23503";

    private static final String LIST = """
            -- http_queues.list
            SELECT jsonb_build_object(
                'queue', q.name, 'method', q.method, 'url', taskwire.shown_http_url(q.url),
                'headers', taskwire.shown_http_values(q.headers), 'timeout', extract(epoch FROM q.timeout),
                'workers', q.workers, 'key_workers', q.key_workers, 'rate', q.rate, 'burst', q.burst, 'attempts', q.attempts,
                'backoff', extract(epoch FROM q.backoff), 'backoff_most', extract(epoch FROM q.backoff_most),
                'success_codes', q.success_codes, 'signing_secret', q.signing_secret, 'callbacks', q.callbacks,
                'callback_timeout', extract(epoch FROM q.callback_timeout), 'body_limit', q.body_limit,
                'created_at', q.created_at,
                'under_way', (SELECT count(*) FROM taskwire.http_permit AS p WHERE p.queue = q.name AND NOT p.relay),
                'closed_until', CASE WHEN s.closed_until > clock_timestamp() THEN s.closed_until END,
                'closed_reason', CASE WHEN s.closed_until > clock_timestamp() THEN s.closed_reason END,
                'counted_to', $2::integer,
                'jobs', (
                    SELECT jsonb_object_agg(known.status, counted.number)
                    FROM unnest('{staged,pending,in_progress,successful,failed,cancelled}'::text[]) AS known (status)
                    CROSS JOIN LATERAL (
                        SELECT count(*) AS number FROM (
                            SELECT FROM taskwire.http_job AS j
                            WHERE j.queue = q.name AND j.status = known.status LIMIT $2::integer) AS few
                    ) AS counted
                )) AS queue
            FROM taskwire.http_queue AS q
            LEFT JOIN taskwire.http_queue_state AS s ON s.queue = q.name
            WHERE $1::text IS NULL OR q.name = $1::text
            ORDER BY q.name
            """;

    private static final String PUT = """
            -- http_queues.put
            SELECT taskwire.put_http_queue($1::text, $2::text::jsonb) AS is_new
            """;

    private static final String DELETE = """
            -- http_queues.delete
            DELETE FROM taskwire.http_queue AS q WHERE q.name = $1::text
            """;

    private final Pool pool;

    public HttpQueues(Pool pool) {
        this.pool = pool;
    }

    /** All of them by name, durations in seconds. A number of jobs that has reached counted_to may be larger. */
    public Future<List<JsonObject>> list() {
        return list(null);
    }

    public Future<Optional<JsonObject>> find(String queue) {
        return list(queue).map(found -> found.stream().findFirst());
    }

    /**
     * Makes a queue or changes it.
     *
     * @param settings as JSON, by the names of the columns; what is left out stays as it is
     * @return whether the queue is new. Fails in words where a value is out of range
     */
    public Future<Boolean> put(String queue, String settings) {
        return pool.preparedQuery(PUT)
                .execute(Tuple.of(queue, settings))
                .map(rows -> rows.iterator().next().getBoolean("is_new"));
    }

    /** What came of deleting a queue. */
    public enum Deleted {
        GONE,
        /** It has jobs. */
        STILL_USED,
        UNKNOWN
    }

    public Future<Deleted> delete(String queue) {
        return pool.preparedQuery(DELETE)
                .execute(Tuple.of(queue))
                .map(rows -> rows.rowCount() > 0 ? Deleted.GONE : Deleted.UNKNOWN)
                .recover(failure -> failure instanceof PgException error && STILL_USED.equals(error.getSqlState())
                        ? Future.succeededFuture(Deleted.STILL_USED)
                        : Future.failedFuture(failure));
    }

    private Future<List<JsonObject>> list(@Nullable String queue) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(queue, COUNTED_MOST))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getJsonObject("queue"))
                        .toList());
    }
}
