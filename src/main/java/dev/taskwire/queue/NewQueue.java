package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;

/** Makes a queue where it is not there. May be used from any context. */
public final class NewQueue {
    private static final String MAKE = """
            -- queue.make
            SELECT taskwire.make_queue($1) AS is_new
            """;

    private static final String ARRANGE = """
            -- queue.arrange
            SELECT taskwire.arrange_queue($1, $2::text::jsonb)
            """;

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final Pool pool;

    public NewQueue(Pool pool) {
        this.pool = pool;
    }

    /** What became of the wish. */
    public enum Made {
        NEW,
        WAS_THERE,
        /** It is not there, and this login may not make it. */
        REFUSED
    }

    public Future<Made> make(String queue) {
        return pool.preparedQuery(MAKE)
                .execute(Tuple.of(queue))
                .map(rows -> rows.iterator().next().getBoolean("is_new") ? Made.NEW : Made.WAS_THERE)
                .recover(failure -> isRefusal(failure) ? refused(queue) : Future.failedFuture(failure));
    }

    /** Writes down how a queue is to be read, unless the process before said the same. Who may not, and wants nothing, does not. */
    public Future<Void> arrange(String queue, Arrangement arrangement) {
        return pool.preparedQuery(ARRANGE)
                .execute(Tuple.of(queue, arrangement.toJson().encode()))
                .<Void>mapEmpty()
                .recover(failure -> isRefusal(failure) && arrangement.equals(Arrangement.NONE)
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure));
    }

    /** A queue that somebody else has made needs nothing more. */
    private Future<Made> refused(String queue) {
        return new Queues(pool).names().map(names -> names.contains(queue) ? Made.WAS_THERE : Made.REFUSED);
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof PgException refusal && INSUFFICIENT_PRIVILEGE.equals(refusal.getSqlState());
    }
}
