package dev.taskwire.worker;

import dev.taskwire.queue.ParkedMessages;
import dev.taskwire.queue.TroubledMessages;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings parked messages back to their queues when they are due. It sleeps until the next one is due, but never so long
 * that one could be parked meanwhile and come due.
 */
public final class ParkingVerticle extends VerticleBase {
    /** What its failures are told under, in place of a queue's name. */
    private static final String NAME = "taskwire.parked_message";

    private static final int PROMOTED_AT_ONCE = 500;
    private static final Duration LOOK_AGAIN = TroubledMessages.PARKED_FROM.dividedBy(2);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final ParkedMessages parked;
    private final WorkerListener listener;

    private Future<Void> round = Future.succeededFuture();
    private boolean stopped;
    private long timer = -1;

    public ParkingVerticle(ParkedMessages parked, WorkerListener listener) {
        this.parked = parked;
        this.listener = listener;
    }

    @Override
    public Future<?> start() {
        look();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        return round.otherwiseEmpty();
    }

    private void look() {
        round = promote()
                .compose(done -> parked.nextDue())
                .onComplete(next -> {
                    if (next.failed()) {
                        listener.turnFailed(NAME, next.cause(), TRY_AGAIN);
                    }
                    waitFor(next.succeeded() ? untilNext(next.result()) : TRY_AGAIN);
                })
                .mapEmpty();
    }

    private Future<Void> promote() {
        return parked.promote(PROMOTED_AT_ONCE)
                .compose(promoted -> promoted < PROMOTED_AT_ONCE || stopped ? Future.succeededFuture() : promote());
    }

    private static Duration untilNext(Optional<Duration> due) {
        return due.filter(until -> until.compareTo(LOOK_AGAIN) < 0).orElse(LOOK_AGAIN);
    }

    private void waitFor(Duration pause) {
        if (!stopped) {
            timer = vertx.setTimer(Math.max(1, pause.toMillis()), fired -> look());
        }
    }
}
