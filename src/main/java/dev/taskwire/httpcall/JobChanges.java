package dev.taskwire.httpcall;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Cancels jobs and lets them begin again, a bounded number at a time. May be used from any context. */
public final class JobChanges {
    /** Jobs in one call. */
    public static final int MOST = 1000;

    private static final String CANCELLABLE = """
            SELECT j.id FROM taskwire.http_job AS j
            WHERE j.queue = $1::text AND j.status = $2::text
                AND (j.status IN ('staged', 'pending') OR j.status = 'in_progress' AND j.callback_until IS NOT NULL)
            ORDER BY j.id LIMIT $3::integer
            """;

    private static final String REDRIVABLE = """
            SELECT j.id FROM taskwire.http_job AS j
            WHERE j.queue = $1::text AND j.status = $2::text
                AND (j.status IN ('failed', 'cancelled') OR j.status = 'pending' AND NOT j.ready AND j.waits_for = 0)
            ORDER BY j.id LIMIT $3::integer
            """;

    private final Pool pool;

    public JobChanges(Pool pool) {
        this.pool = pool;
    }

    /** What is to be done with jobs. */
    public enum Change {
        /** Those that have not begun, or whose answer is awaited. */
        CANCEL("cancel_http_jobs", CANCELLABLE),
        /** Those that failed or were cancelled begin again, with all their attempts. */
        REDRIVE("redrive_http_jobs", REDRIVABLE);

        private final String byIds;
        private final String byStatus;

        Change(String function, String which) {
            byIds = """
                    -- http_jobs.change
                    SELECT taskwire.%s($1::bigint[]) AS number, false AS more
                    """.formatted(function);
            byStatus = """
                    -- http_jobs.change_some
                    WITH chosen AS (SELECT ARRAY(%s) AS ids)
                    SELECT taskwire.%s(chosen.ids) AS number, cardinality(chosen.ids) = $3::integer AS more FROM chosen
                    """.formatted(which, function);
        }
    }

    /**
     * What was done.
     *
     * @param number of jobs; those that follow from them are not counted
     * @param more whether there may be others of the same queue and status
     */
    public record Done(int number, boolean more) {}

    /**
     * Those with these ids.
     *
     * @param jobs {@link #MOST} at the most; those of which it cannot be done are left as they are
     */
    public Future<Done> of(Change change, List<Long> jobs) {
        return run(change.byIds, Tuple.tuple().addArrayOfLong(jobs.toArray(Long[]::new)));
    }

    /** The oldest of a queue and status, {@link #MOST} at the most. */
    public Future<Done> of(Change change, String queue, String status) {
        return run(change.byStatus, Tuple.of(queue, status, MOST));
    }

    private Future<Done> run(String statement, Tuple binds) {
        return pool.preparedQuery(statement).execute(binds).map(rows -> {
            var row = rows.iterator().next();
            return new Done(row.getInteger("number"), row.getBoolean("more"));
        });
    }
}
