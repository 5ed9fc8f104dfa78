package dev.taskwire.worker;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One instance of a queue's workers: starts its loop, passes wakes on to it, and lets it finish at the end. */
public final class QueueVerticle extends VerticleBase {
    private final WorkerSettings settings;
    private final Supplier<Turn> turns;
    private final WorkerListener listener;

    private @Nullable MessageConsumer<String> wakes;
    private @Nullable WorkerLoop loop;

    /** @param turns makes this instance's turn, on its context */
    public QueueVerticle(WorkerSettings settings, Supplier<Turn> turns, WorkerListener listener) {
        this.settings = settings;
        this.turns = turns;
        this.listener = listener;
    }

    @Override
    public Future<?> start() {
        WorkerLoop started = new WorkerLoop(vertx, settings, turns.get(), listener);
        loop = started;
        wakes = Wakes.consume(vertx, settings.queue(), started::wake);
        started.wake(WakeCause.START);
        return wakes.completion();
    }

    @Override
    public Future<?> stop() {
        Future<Void> deaf = wakes == null ? Future.succeededFuture() : wakes.unregister();
        Future<Void> still = loop == null ? Future.succeededFuture() : loop.stop(settings.stopDeadline());
        return Future.join(deaf, still);
    }
}
