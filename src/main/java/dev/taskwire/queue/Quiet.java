package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time during which the writers of one queue wake nobody, because its workers look by themselves. Stateless but for
 * the pool; may be used from any context.
 */
public final class Quiet {
    private static final String ANNOUNCE = """
            -- quiet.announce
            SELECT taskwire.announce_quiet($1) AS announced_at
            """;

    private static final String BEGIN = """
            -- quiet.begin
            SELECT taskwire.begin_quiet($1, $2, $3) AS quiet
            """;

    private static final String KEEP = """
            -- quiet.keep
            SELECT taskwire.keep_quiet($1, $2) AS quiet
            """;

    /** In this order: who has read the time before it ended is among the writers, or its rows can be seen. */
    private static final String LOOK = """
            -- quiet.look
            SELECT quiet.milliseconds, taskwire.writers($1) AS writers
            FROM (SELECT taskwire.quiet_for($1) AS milliseconds OFFSET 0) AS quiet
            """;

    private static final String CONTENDED = """
            -- quiet.contended
            SELECT taskwire.notifications_wait() AS contended
            """;

    /** All of them are quick, or the database has other worries. */
    private static final Duration ANSWERED_MOST = Duration.ofSeconds(5);

    /** As taskwire.quiet_most: what is further ahead was written before the clock was set back. */
    private static final Duration MOST = Duration.ofSeconds(2);

    private final Pool pool;
    private final String queue;

    public Quiet(Pool pool, String queue) {
        this.pool = pool;
        this.queue = queue;
    }

    /**
     * What a look at the queue's quiet showed.
     *
     * @param left how much longer it lasts; negative since it has ended
     * @param writers the transactions that were writing to the queue at a moment after that
     */
    public record Look(Duration left, Set<String> writers) {}

    /** Tells all processes, and then makes the queue quiet; false where it is quiet already or no longer can be. */
    public Future<Boolean> begin(Duration lease) {
        return ask(ANNOUNCE, Tuple.of(queue))
                .map(row -> Optional.ofNullable(row.getDouble("announced_at")))
                .compose(announcedAt -> announcedAt.isEmpty()
                        ? Future.succeededFuture(false)
                        : quiet(BEGIN, Tuple.of(queue, announcedAt.get(), (double) lease.toMillis())));
    }

    /** Makes it last for the lease from now; false where it has ended. */
    public Future<Boolean> keep(Duration lease) {
        return quiet(KEEP, Tuple.of(queue, (double) lease.toMillis()));
    }

    public Future<Look> look() {
        return ask(LOOK, Tuple.of(queue))
                .map(row -> new Look(left(row.getDouble("milliseconds")), Set.of(row.getArrayOfStrings("writers"))));
    }

    /** Whether at this moment writers wait for one another because they notify. */
    public Future<Boolean> isContended() {
        return ask(CONTENDED, Tuple.tuple()).map(row -> row.getBoolean("contended"));
    }

    private static Duration left(@Nullable Double milliseconds) {
        return milliseconds == null || milliseconds > MOST.toMillis()
                ? Duration.ofDays(-1)
                : Duration.ofNanos((long) (milliseconds * 1_000_000));
    }

    private Future<Boolean> quiet(String statement, Tuple binds) {
        return ask(statement, binds).map(row -> row.getBoolean("quiet"));
    }

    private Future<Row> ask(String statement, Tuple binds) {
        return pool.preparedQuery(statement)
                .execute(binds)
                .map(rows -> rows.iterator().next())
                .timeout(ANSWERED_MOST.toMillis(), TimeUnit.MILLISECONDS);
    }
}
