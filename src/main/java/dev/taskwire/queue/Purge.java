package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Deletes what waits in a queue: what is ready, delayed, parked or unknown when it begins, and the archive only if asked.
 * What is in hand is left to its worker. May be used from any context.
 */
public final class Purge {
    private static final int BATCH = 5000;

    private static final String UPTO = """
            -- purge.upto
            SELECT taskwire.last_message_id($1) AS upto
            """;

    private static final String SOME = """
            -- purge.some
            SELECT last, purged FROM taskwire.purge($1, $2, $3::bigint, $4::bigint, $5::integer)
            """;

    private final Vertx vertx;
    private final Pool pool;

    public Purge(Vertx vertx, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
    }

    /**
     * One batch.
     *
     * @param last the id to go on after; empty where nothing is left
     */
    record Batch(Optional<Long> last, long purged) {}

    /**
     * Deletes, batch by batch, each in a transaction of its own, and answers how many messages went. Stopped on the way, it
     * has deleted whole batches. Fails with an {@link UnknownQueueException} where the queue is not there.
     *
     * @param progress is told after each batch how many have gone, on the run's context
     */
    public Future<Long> run(String queue, boolean archived, LongConsumer progress) {
        // Those outside of the queue first: one that comes back meanwhile is then met in the queue.
        List<MessagePlace> places = archived
                ? List.of(MessagePlace.PARKED, MessagePlace.UNKNOWN, MessagePlace.QUEUED, MessagePlace.ARCHIVED)
                : List.of(MessagePlace.PARKED, MessagePlace.UNKNOWN, MessagePlace.QUEUED);
        return pool.preparedQuery(UPTO)
                .execute(Tuple.of(queue))
                .map(rows -> rows.iterator().next().getLong("upto"))
                .compose(upto -> new PurgeRun(
                                vertx, places, (place, after) -> batch(queue, place, after, upto), progress)
                        .begin())
                .recover(UnknownQueueException::recognize);
    }

    private Future<Batch> batch(String queue, MessagePlace place, long after, long upto) {
        return pool.preparedQuery(SOME)
                .execute(Tuple.of(queue, place.sqlName(), after, upto, BATCH))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Batch(Optional.ofNullable(row.getLong("last")), row.getLong("purged"));
                });
    }
}
