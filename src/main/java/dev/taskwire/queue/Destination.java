package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something outside that messages are for, such as the mail provider. While it takes nothing it is closed, for all
 * processes, and one call at a time tries whether it is open again. May be used from any context.
 */
public final class Destination {
    private static final Logger LOG = LoggerFactory.getLogger(Destination.class);

    private static final String CLOSE = """
            -- destination.close
            SELECT taskwire.close_destination($1, $2, $3, $4::bigint * interval '1 millisecond', $5) AS milliseconds
            """;

    private static final String OPEN = """
            -- destination.open
            SELECT taskwire.open_destination($1) AS was_closed
            """;

    private static final String LOOK = """
            -- destination.look
            SELECT reason, needs_mending, taskwire.destination_closed_for(name) AS milliseconds
            FROM taskwire.destination WHERE name = $1
            """;

    private static final int BROUGHT_BACK_AT_ONCE = 1000;

    private final Pool pool;
    private final ParkedMessages parked;
    private final String name;

    public Destination(Pool pool, String name) {
        this.pool = pool;
        this.parked = new ParkedMessages(pool);
        this.name = name;
    }

    public String name() {
        return name;
    }

    /**
     * Why it is to be closed.
     *
     * @param reason a sentence for people
     * @param needsMending whether it stays closed until somebody mends key, sender or address
     * @param after how long it asks to be left alone, where it said so
     */
    public record Closing(String reason, boolean needsMending, Optional<Duration> after) {}

    /**
     * A destination that is closed.
     *
     * @param left how long at the least
     */
    public record Closed(String reason, boolean needsMending, Duration left) {}

    /**
     * Closes it, or keeps it closed.
     *
     * @param isProbe whether the call that failed was the one that tried it
     * @return for how long
     */
    public Future<Duration> close(Closing why, boolean isProbe) {
        Tuple binds = Tuple.of(name, why.reason(), why.needsMending())
                .addLong(why.after().map(Duration::toMillis).orElse(null))
                .addBoolean(isProbe);
        return pool.preparedQuery(CLOSE).execute(binds).map(rows -> left(first(rows)));
    }

    /** Opens it, and brings back the messages that wait for it; answers whether it was closed. */
    public Future<Boolean> open() {
        return pool.preparedQuery(OPEN)
                .execute(Tuple.of(name))
                .map(rows -> first(rows).getBoolean("was_closed"))
                .onSuccess(wasClosed -> {
                    if (wasClosed) {
                        bringBackTheOthers();
                    }
                });
    }

    /** Those are due by now: what cannot be brought back here comes when the next process looks for what is due. */
    private void bringBackTheOthers() {
        parked.promote(BROUGHT_BACK_AT_ONCE)
                .onSuccess(brought -> {
                    if (brought >= BROUGHT_BACK_AT_ONCE) {
                        bringBackTheOthers();
                    }
                })
                .onFailure(failure -> LOG.debug("what waited for {} is brought back later", name, failure));
    }

    /** Empty where it is open. */
    public Future<Optional<Closed>> look() {
        return pool.preparedQuery(LOOK)
                .execute(Tuple.of(name))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(new Closed(
                                first(rows).getString("reason"),
                                first(rows).getBoolean("needs_mending"),
                                left(first(rows)))));
    }

    private static Row first(RowSet<Row> rows) {
        return rows.iterator().next();
    }

    private static Duration left(Row row) {
        return Duration.ofMillis(row.getDouble("milliseconds").longValue());
    }
}
