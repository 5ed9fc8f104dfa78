package dev.taskwire.activity;

import dev.taskwire.config.QueueConfig;
import dev.taskwire.postgres.SqlState;
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.worker.Endings;
import dev.taskwire.worker.Turn;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Moves a whole batch in one statement; when that fails on what a message holds, in one that forgives more; and when that
 * does too, narrows the batch down.
 */
public final class ActivityTurn implements Turn {
    private final ActivityLog log;
    private final QueueConfig config;
    private final WorkerListener listener;
    private final Narrowing narrowing;

    public ActivityTurn(ActivityLog log, QueueAccess queue, QueueConfig config, WorkerListener listener) {
        this.log = log;
        this.config = config;
        this.listener = listener;
        this.narrowing = new Narrowing(log, queue, config, new Endings(queue, listener));
    }

    @Override
    public Future<Taken> take() {
        long begun = System.nanoTime();
        return log.move(config.batchSize())
                .recover(failure -> ifAboutData(failure, () -> log.moveLeniently(config.batchSize())))
                .map(moved -> moved(moved, Duration.ofNanos(System.nanoTime() - begun)))
                .recover(failure -> ifAboutData(failure, this::narrow));
    }

    @Override
    public Future<Void> stop(Duration deadline) {
        // A turn is one statement, or narrows until it is done: when it has come back, nothing is in hand.
        return Future.succeededFuture();
    }

    private Taken moved(Moved moved, Duration took) {
        int messages = moved.messages();
        if (messages > 0) {
            listener.waited(config.name(), messages, moved.shortest(), moved.longest());
            listener.worked(config.name(), messages, took);
            listener.done(config.name(), messages);
            listener.moved(config.name(), messages, took, moved.traceParents());
        }
        return new Taken(messages, messages == config.batchSize());
    }

    private Future<Taken> narrow() {
        return narrowing.narrow().map(taken -> new Taken(taken, taken > 0));
    }

    private static <T> Future<T> ifAboutData(Throwable failure, Supplier<Future<T>> otherwise) {
        return SqlState.isAboutData(failure) ? otherwise.get() : Future.failedFuture(failure);
    }
}
