package dev.taskwire.worker;

import dev.taskwire.queue.KnownKinds;
import dev.taskwire.queue.ParkedMessages;
import dev.taskwire.queue.TroubledMessages;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings parked messages back to their queues when they are due. It sleeps until the next one is due, but never so long
 * that one could be parked meanwhile and come due. At the same times it takes back what was unknown elsewhere and is known
 * here.
 */
public final class ParkingVerticle extends VerticleBase {
    /** What its failures are told under, in place of a queue's name. */
    private static final String NAME = "taskwire.parked_message";

    private static final int PROMOTED_AT_ONCE = 500;
    private static final Duration LOOK_AGAIN = TroubledMessages.PARKED_FROM.dividedBy(2);
    private static final Duration LOOK_FOR_KNOWN = Duration.ofSeconds(3);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final ParkedMessages parked;
    private final KnownKinds known;
    private final WorkerListener listener;

    private Future<Void> round = Future.succeededFuture();
    private boolean stopped;
    private long timer = -1;

    /** @param known what is taken back, where it was unknown elsewhere */
    public ParkingVerticle(ParkedMessages parked, KnownKinds known, WorkerListener listener) {
        this.parked = parked;
        this.known = known;
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
                .compose(done -> takeBack())
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

    private Future<Void> takeBack() {
        if (known.isEmpty()) {
            return Future.succeededFuture();
        }
        return parked.takeBack(known, PROMOTED_AT_ONCE)
                .compose(taken -> taken < PROMOTED_AT_ONCE || stopped ? Future.succeededFuture() : takeBack());
    }

    private Duration untilNext(Optional<Duration> due) {
        Duration longest = known.areSome() ? LOOK_FOR_KNOWN : LOOK_AGAIN;
        return due.filter(until -> until.compareTo(longest) < 0).orElse(longest);
    }

    private void waitFor(Duration pause) {
        if (!stopped) {
            timer = vertx.setTimer(Math.max(1, pause.toMillis()), fired -> look());
        }
    }
}
