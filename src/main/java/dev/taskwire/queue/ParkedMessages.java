package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;

/** Messages of all queues that wait outside of them, in tables of their own: those that are due later, and unknown ones. */
public final class ParkedMessages {
    private static final String PROMOTE = """
            -- parked_message.promote
            SELECT taskwire.promote($1) AS promoted
            """;

    /** By the database's clock, since it is the one that decides what is due. */
    private static final String NEXT_DUE = """
            -- parked_message.next_due
            SELECT ceil(extract(epoch FROM min(due_at) - clock_timestamp()) * 1000)::bigint AS milliseconds
            FROM taskwire.parked_message
            """;

    private static final String TAKE_BACK = """
            -- unknown_message.take_back
            SELECT taskwire.take_back($1, $2) AS taken
            """;

    private final Pool pool;

    public ParkedMessages(Pool pool) {
        this.pool = pool;
    }

    /** Brings up to {@code most} due messages a queue back to where they are read; answers how many. */
    public Future<Integer> promote(int most) {
        return pool.preparedQuery(PROMOTE)
                .execute(Tuple.of(most))
                .map(rows -> rows.iterator().next().getInteger("promoted"));
    }

    /** Brings up to {@code most} messages a queue back that were unknown elsewhere and are known here; answers how many. */
    public Future<Integer> takeBack(KnownKinds known, int most) {
        return pool.preparedQuery(TAKE_BACK)
                .execute(Tuple.of(known.toJson(), most))
                .map(rows -> rows.iterator().next().getInteger("taken"));
    }

    /** How long it is until the next one is due, which may be negative; empty where none waits. */
    public Future<Optional<Duration>> nextDue() {
        return pool.preparedQuery(NEXT_DUE)
                .execute()
                .map(rows -> Optional.ofNullable(rows.iterator().next().getLong("milliseconds"))
                        .map(Duration::ofMillis));
    }
}
