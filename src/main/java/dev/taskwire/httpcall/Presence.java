package dev.taskwire.httpcall;

import dev.taskwire.httpcall.CallTable.Kept;
import dev.taskwire.worker.MonotonicClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says again and again that this process is alive while it has calls under way: as long as the others believe it, its permits are
 * its own. Where it could not say so in time, it must end what it has begun, since others begin it again. One that has nothing
 * under way looks after the others. Bound to one context.
 */
final class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    /** What a crash costs at the most, with the pause between two beats of the others. */
    static final Duration LEASE = Duration.ofSeconds(4);

    private static final Duration BEAT = Duration.ofSeconds(1);

    /** Where nobody has calls under way. */
    private static final int BEATS_LEFT_OUT = 5;

    /** What the presence is for. */
    interface Desk {
        /** Whether calls are under way, or what came of some is yet to be told. */
        boolean isBusy();

        /** A beat has passed. */
        void beaten();

        /** The permits are gone; this process has another name by now. */
        void lost();
    }

    private final Vertx vertx;
    private final CallTable table;
    private final Desk desk;

    private UUID process = UUID.randomUUID();
    private Duration until = Duration.ZERO;
    private boolean watched = true;
    private boolean asking;
    private boolean ended;
    private int beats;
    private long timer = -1;

    Presence(Vertx vertx, CallTable table, Desk desk) {
        this.vertx = vertx;
        this.table = table;
        this.desk = desk;
    }

    UUID process() {
        return process;
    }

    /** Whether this process may begin calls. */
    boolean isKnown() {
        return isKnownFor(Duration.ZERO);
    }

    void begin() {
        timer = vertx.setPeriodic(BEAT.toMillis(), tick -> beat());
    }

    /**
     * Sees to it that this process may begin calls, and has time to say so again; where that cannot be had, it may not. Never fails.
     */
    Future<Void> ensure() {
        boolean isBusy = desk.isBusy();
        if (ended || (isBusy ? isKnown() : isKnownFor(BEAT.multipliedBy(2)))) {
            return Future.succeededFuture();
        }
        if (isBusy) {
            lose();
        }
        process = UUID.randomUUID();
        return say(process, true);
    }

    private boolean isKnownFor(Duration time) {
        return MonotonicClock.now().plus(time).compareTo(until) < 0;
    }

    private void beat() {
        desk.beaten();
        beats++;
        if (asking || ended) {
            return;
        }
        if (desk.isBusy()) {
            (isKnown() ? say(process, false) : ensure()).onComplete(said -> {});
        } else if (watched || beats % BEATS_LEFT_OUT == 0) {
            lookAfterOthers();
        }
    }

    private Future<Void> say(UUID said, boolean begins) {
        asking = true;
        Duration sentAt = MonotonicClock.now();
        return table.keep(said, LEASE, begins)
                .onSuccess(kept -> heard(said, kept, sentAt))
                .onFailure(failure -> LOG.debug("the database did not hear that this process is alive", failure))
                .onComplete(answered -> asking = false)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private void lookAfterOthers() {
        asking = true;
        table.keep(null, LEASE, false)
                .onSuccess(kept -> watched = kept.watched())
                .onFailure(failure -> LOG.debug("the permits of others could not be looked after", failure))
                .onComplete(answered -> asking = false);
    }

    private void heard(UUID said, Kept kept, Duration sentAt) {
        if (ended || !said.equals(process)) {
            return;
        }
        watched = true;
        if (kept.kept()) {
            until = sentAt.plus(LEASE);
        } else {
            lose();
        }
    }

    private void lose() {
        LOG.warn("HTTP calls that are under way are ended: the database has not heard from this process for {}", LEASE);
        process = UUID.randomUUID();
        until = Duration.ZERO;
        desk.lost();
    }

    /** Gives back all that this process has in hand. What cannot be given back now is, when its lease ends. */
    Future<Void> end() {
        ended = true;
        vertx.cancelTimer(timer);
        return table.end(process).<Void>mapEmpty().otherwiseEmpty();
    }
}
