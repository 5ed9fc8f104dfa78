package dev.taskwire.httpcall;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Locale;

/** Takes the answers that endpoints give later. May be used from any context. */
public final class Callbacks {
    private static final String TAKE = """
            -- http_calls.callback
            SELECT taskwire.http_callback($1::bigint, $2::integer, $3::text::jsonb) AS became
            """;

    private final Pool pool;

    public Callbacks(Pool pool) {
        this.pool = pool;
    }

    /** What became of an answer. */
    public enum Became {
        TAKEN,
        /** The job waits for the answer to that attempt no longer. */
        LATE,
        /** There is no such job. */
        UNKNOWN
    }

    /**
     * Takes one.
     *
     * @param said JSON as {@code taskwire.http_callback} takes it
     * @return fails in words where it says no status
     */
    public Future<Became> take(long job, int attempt, String said) {
        return pool.preparedQuery(TAKE)
                .execute(Tuple.of(job, attempt, said))
                .map(rows -> Became.valueOf(
                        rows.iterator().next().getString("became").toUpperCase(Locale.ROOT)));
    }
}
