package dev.taskwire.notification;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes what the mail provider reports into the database. May be used from any thread. */
public final class MailEvents {
    private static final Duration TAKING_MOST = Duration.ofSeconds(8);

    /** One statement, and so one transaction: a request is taken with all that it brings, or not at all. */
    private static final String TAKE = """
            -- notification.mail_events
            SELECT CASE WHEN taskwire.take_signature($1, $2, $3 * interval '1 millisecond')
              THEN taskwire.take_mail_events($4)
            END AS taken
            """;

    private final Duration tolerance;

    private volatile @Nullable Pool pool;

    /** @param tolerance how far the time at which a request was signed may lie from now */
    public MailEvents(Duration tolerance) {
        this.tolerance = tolerance;
    }

    /** Begins to take events; before it, none is taken. To be called when the database is migrated. */
    public void open(Pool connections) {
        pool = connections;
    }

    /**
     * Takes events, and answers within eight seconds.
     *
     * @return how many were new; empty where a request with the same content was taken before, and nothing was done now. A
     *     failure says that nothing is known to be taken: the same request may come again.
     */
    public Future<Optional<Integer>> take(SignedEvents events) {
        Pool connections = pool;
        if (connections == null) {
            return Future.failedFuture("the database is not ready yet");
        }
        Tuple columns = Tuple.of(
                events.digest(),
                events.signedAt().atOffset(ZoneOffset.UTC),
                (double) tolerance.toMillis(),
                events.rows());
        return connections
                .preparedQuery(TAKE)
                .execute(columns)
                .map(rows -> Optional.ofNullable(rows.iterator().next().getInteger("taken")))
                .timeout(TAKING_MOST.toMillis(), TimeUnit.MILLISECONDS);
    }
}
