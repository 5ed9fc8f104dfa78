package dev.taskwire.httpcall;

import dev.taskwire.worker.MonotonicClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says again and again that this process is alive: as long as the others believe it, its permits are its own. Where it could
 * not say so in time, it must end what it has begun, since others begin it again. Bound to one context.
 */
final class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    /** What a crash costs at the most, with the pause between two beats of the others. */
    static final Duration LEASE = Duration.ofSeconds(4);

    private static final Duration BEAT = Duration.ofMillis(500);

    private final Vertx vertx;
    private final CallTable table;
    private final Runnable lost;
    private final Runnable beaten;

    private UUID process = UUID.randomUUID();
    private Duration until = Duration.ZERO;
    private boolean begun;
    private boolean asking;
    private boolean ended;
    private long timer = -1;

    /**
     * @param lost called when the permits are gone; this process has another name by then
     * @param beaten called with each beat
     */
    Presence(Vertx vertx, CallTable table, Runnable lost, Runnable beaten) {
        this.vertx = vertx;
        this.table = table;
        this.lost = lost;
        this.beaten = beaten;
    }

    UUID process() {
        return process;
    }

    /** Whether this process may begin calls. */
    boolean isKnown() {
        return begun && MonotonicClock.now().compareTo(until) < 0;
    }

    /** Begins to beat; completes when the first one was heard, or was not. */
    Future<Void> begin() {
        timer = vertx.setPeriodic(BEAT.toMillis(), tick -> beat().onComplete(asked -> {}));
        return beat();
    }

    private Future<Void> beat() {
        beaten.run();
        if (begun && !isKnown()) {
            lose();
        }
        if (asking || ended) {
            return Future.succeededFuture();
        }
        asking = true;
        Duration sentAt = MonotonicClock.now();
        UUID asked = process;
        return table.keep(asked, LEASE, !begun)
                .onSuccess(kept -> heard(asked, kept, sentAt))
                .onFailure(failure -> LOG.debug("the database did not hear that this process is alive", failure))
                .onComplete(answered -> asking = false)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private void heard(UUID asked, boolean kept, Duration sentAt) {
        if (ended || !asked.equals(process)) {
            return;
        }
        if (kept) {
            begun = true;
            until = sentAt.plus(LEASE);
        } else {
            lose();
        }
    }

    private void lose() {
        LOG.warn("HTTP calls that are under way are ended: the database has not heard from this process for {}", LEASE);
        process = UUID.randomUUID();
        begun = false;
        lost.run();
    }

    /** Gives back all that this process has in hand. What cannot be given back now is, when its lease ends. */
    Future<Void> end() {
        ended = true;
        vertx.cancelTimer(timer);
        return table.end(process).<Void>mapEmpty().otherwiseEmpty();
    }
}
