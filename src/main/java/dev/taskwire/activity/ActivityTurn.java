package dev.taskwire.activity;

import dev.taskwire.config.QueueConfig;
import dev.taskwire.postgres.SqlState;
import dev.taskwire.queue.Message;
import dev.taskwire.worker.Turn;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.util.List;

/** Moves a whole batch in one statement, and message by message when that fails on what a message holds. */
public final class ActivityTurn implements Turn {
    private static final int ISOLATED_MOST = 100;

    private final ActivityLog log;
    private final QueueConfig config;
    private final WorkerListener listener;

    public ActivityTurn(ActivityLog log, QueueConfig config, WorkerListener listener) {
        this.log = log;
        this.config = config;
        this.listener = listener;
    }

    @Override
    public Future<Taken> take() {
        return log.move(config.batchSize()).map(this::moved).recover(this::isolateIfBad);
    }

    @Override
    public Future<Void> settled() {
        // A turn is one statement: when it has come back, nothing is in hand.
        return Future.succeededFuture();
    }

    private Taken moved(int messages) {
        if (messages > 0) {
            listener.done(config.name(), messages);
        }
        return new Taken(messages, messages == config.batchSize());
    }

    /** Data that the log refuses has classes of SQL errors of its own; anything else is not the messages' fault. */
    private Future<Taken> isolateIfBad(Throwable failure) {
        return SqlState.isAboutData(failure) ? isolate() : Future.failedFuture(failure);
    }

    private Future<Taken> isolate() {
        int limit = Math.min(config.batchSize(), ISOLATED_MOST);
        return log.lease(limit, config.visibilityTimeout())
                .compose(batch -> moveOneByOne(batch, 0).map(done -> new Taken(batch.size(), batch.size() == limit)));
    }

    private Future<Void> moveOneByOne(List<Message> batch, int next) {
        if (next == batch.size()) {
            return Future.succeededFuture();
        }
        Message message = batch.get(next);
        return log.moveLeased(message)
                .onSuccess(moved -> report(moved))
                .onFailure(failure -> listener.failed(config.name(), message, String.valueOf(failure.getMessage())))
                .otherwise(0)
                .compose(moved -> moveOneByOne(batch, next + 1));
    }

    private void report(int moved) {
        if (moved == 0) {
            listener.leaseLost(config.name(), 1);
        } else {
            listener.done(config.name(), moved);
        }
    }
}
