package dev.taskwire.telemetry;

import dev.taskwire.queue.QueueStanding;
import dev.taskwire.queue.SharedLook;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in the database for all processes, as it was when the database last said it. Whoever reads it never waits for
 * a database that is away: only the first one who finds it silent waits, a second at the most. Bound to one context.
 */
public final class KnownState {
    private static final Logger LOG = LoggerFactory.getLogger(KnownState.class);
    private static final Duration WAITED_MOST = Duration.ofSeconds(1);

    private @Nullable volatile SharedLook<PresentState> look;
    private PresentState known = PresentState.UNKNOWN;
    private long knownSince = System.nanoTime();
    private boolean away;

    /**
     * From now on there is a database.
     *
     * @param queues how the queues stand, asked together with others who want to know
     */
    public void open(Pool pool, SharedLook<List<QueueStanding>> queues) {
        look = new SharedLook<>(() -> PresentState.look(pool, queues.now())
                .onSuccess(this::note)
                .onFailure(failure -> LOG.debug("what all processes share could not be asked", failure)));
    }

    /** Asks anew, at most once a second, or completes with what is known already; never fails. */
    public Future<PresentState> now() {
        SharedLook<PresentState> opened = look;
        if (opened == null) {
            return Future.succeededFuture(known);
        }
        Future<PresentState> asked = opened.now();
        if (away) {
            return Future.succeededFuture(known);
        }
        return asked.timeout(WAITED_MOST.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(silent -> away = true)
                .otherwise(silent -> known);
    }

    /** What the database last said. */
    public PresentState known() {
        return known;
    }

    /** How long ago that was; since the start of the process where it has said nothing. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - knownSince);
    }

    private void note(PresentState now) {
        known = now;
        knownSince = System.nanoTime();
        away = false;
    }
}
