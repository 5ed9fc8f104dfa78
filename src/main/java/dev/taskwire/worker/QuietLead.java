package dev.taskwire.worker;

import dev.taskwire.queue.Quiet;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Makes a queue quiet and keeps it so while there is much to do. Bound to one context. */
final class QuietLead {
    /** How far ahead a queue is kept quiet. */
    static final Duration LEASE = Duration.ofMillis(500);

    private static final Duration KEPT_EVERY = LEASE.dividedBy(2);

    /** Another process may be in the lead, and is not asked all the time. */
    private static final Duration BEGUN_EVERY = Duration.ofMillis(100);

    /** For how long the queue stays quiet in any case where writers stood in one another's way. */
    private static final Duration HELD_FIRST = Duration.ofSeconds(2);

    private static final Duration HELD_MOST = Duration.ofSeconds(30);

    private final Quiet quiet;
    private final Predicate<Duration> muchToDo;
    private final Consumer<Boolean> observer;

    private Duration begunAt = Duration.ZERO;
    private boolean asking;
    private boolean keeps;
    private Duration keptAt = Duration.ZERO;
    private Duration heldUntil = Duration.ZERO;
    private Duration hold = HELD_FIRST;

    /**
     * @param muchToDo whether there is, at a time of the monotonic clock; asked every time before the lease is renewed
     * @param observer is told whether this process keeps the queue quiet
     */
    QuietLead(Quiet quiet, Predicate<Duration> muchToDo, Consumer<Boolean> observer) {
        this.quiet = quiet;
        this.muchToDo = muchToDo;
        this.observer = observer;
    }

    /** Whether this process keeps the queue quiet. */
    boolean keeps() {
        return keeps;
    }

    /** Announces the quiet and begins it; completes, whatever came of it, when nothing more comes of it. */
    Future<Void> begin() {
        Duration now = MonotonicClock.now();
        if (asking || keeps || now.minus(begunAt).compareTo(BEGUN_EVERY) < 0) {
            return Future.succeededFuture();
        }
        begunAt = now;
        asking = true;
        return quiet.begin(LEASE).transform(begun -> {
            asking = false;
            if (begun.succeeded() && begun.result()) {
                keptAt = MonotonicClock.now();
                keeps = true;
                observer.accept(true);
            }
            return Future.succeededFuture();
        });
    }

    /** Begins it and holds it for a while, each time longer: commits that notified waited for one another. */
    Future<Void> hold() {
        Duration now = MonotonicClock.now();
        Duration doubled = hold.multipliedBy(2);
        hold = now.minus(heldUntil).compareTo(hold) > 0
                ? HELD_FIRST
                : doubled.compareTo(HELD_MOST) < 0 ? doubled : HELD_MOST;
        heldUntil = now.plus(hold);
        return begin();
    }

    /** Renews the lease in time, or lets it lapse. */
    void tick() {
        Duration now = MonotonicClock.now();
        if (!keeps || asking || now.minus(keptAt).compareTo(KEPT_EVERY) < 0) {
            return;
        }
        boolean held = now.compareTo(heldUntil) < 0;
        if (!muchToDo.test(now) && !held) {
            letLapse();
            return;
        }
        asking = true;
        quiet.keep(LEASE).onComplete(kept -> {
            asking = false;
            if (kept.succeeded() && kept.result()) {
                keptAt = MonotonicClock.now();
            } else {
                letLapse();
            }
        });
    }

    private void letLapse() {
        keeps = false;
        observer.accept(false);
    }
}
