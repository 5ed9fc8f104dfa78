package dev.taskwire.worker;

import dev.taskwire.queue.ParkedMessages;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings parked messages back to their queues when they are due. It sleeps until the next one is due, and is woken when
 * one is parked that is due sooner; now and then it looks in any case.
 */
public final class ParkingVerticle extends VerticleBase {
    /** The name under which writers and workers announce that they have parked a message, in place of a queue's. */
    public static final String WAKE = "taskwire.parked";

    private static final int PROMOTED_AT_ONCE = 500;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final ParkedMessages parked;
    private final WorkerListener listener;

    private @Nullable MessageConsumer<String> wakes;
    private Future<Void> round = Future.succeededFuture();
    private boolean again;
    private boolean stopped;
    private long timer = -1;

    public ParkingVerticle(ParkedMessages parked, WorkerListener listener) {
        this.parked = parked;
        this.listener = listener;
    }

    @Override
    public Future<?> start() {
        wakes = Wakes.consume(vertx, WAKE, cause -> look());
        look();
        return wakes.completion();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        Future<Void> deaf = wakes == null ? Future.succeededFuture() : wakes.unregister();
        return Future.join(deaf, round.otherwiseEmpty());
    }

    private void look() {
        if (!round.isComplete()) {
            again = true;
            return;
        }
        again = false;
        vertx.cancelTimer(timer);
        round = promote()
                .compose(done -> parked.nextDue())
                .onComplete(next -> {
                    if (next.failed()) {
                        listener.turnFailed(WAKE, next.cause(), TRY_AGAIN);
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
            timer = vertx.setTimer(again ? 1 : Math.max(1, pause.toMillis()), fired -> look());
        }
    }
}
