package dev.taskwire.embedded;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Repeats work so often a second, several at once where it must be. Bound to one context. */
final class ChangePace {
    private static final Duration TICK_SHORTEST = Duration.ofMillis(5);

    private final Vertx vertx;
    private final double perSecond;
    private final int atOnceMost;
    private final Supplier<Future<Void>> work;

    private long began;
    private double begun;
    private int inHand;
    private long timer = -1;
    private @Nullable Promise<Void> stopped;

    /** @param atOnceMost how many may be in hand; what that delays is left out, not made up for */
    ChangePace(Vertx vertx, double perSecond, int atOnceMost, Supplier<Future<Void>> work) {
        this.vertx = vertx;
        this.perSecond = perSecond;
        this.atOnceMost = atOnceMost;
        this.work = work;
    }

    void start() {
        began = System.nanoTime();
        long tick = Math.max(TICK_SHORTEST.toMillis(), Math.round(1000 / perSecond));
        timer = vertx.setPeriodic(0, tick, fired -> beginDue());
    }

    /** Begins nothing more; completes when nothing is in hand. */
    Future<Void> stop() {
        if (stopped == null) {
            vertx.cancelTimer(timer);
            stopped = Promise.promise();
            completeIfIdle();
        }
        return stopped.future();
    }

    private void beginDue() {
        double due = 1 + (System.nanoTime() - began) / 1e9 * perSecond;
        while (begun + 1 <= due && inHand < atOnceMost) {
            begun++;
            inHand++;
            work.get().onComplete(done -> {
                inHand--;
                completeIfIdle();
            });
        }
        if (inHand == atOnceMost) {
            begun = Math.max(begun, due - 1);
        }
    }

    private void completeIfIdle() {
        if (stopped != null && inHand == 0) {
            stopped.tryComplete();
        }
    }
}
