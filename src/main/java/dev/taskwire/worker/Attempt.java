package dev.taskwire.worker;

import dev.taskwire.config.OnSuccess;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.MessageQueue;
import dev.taskwire.queue.Progress;
import dev.taskwire.queue.QueueAccess;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One attempt at the work on a message: what ends it, and what its handler may do with it meanwhile. Bound to the worker's
 * context; what is public may be called from any thread, and its futures complete on that context.
 */
public final class Attempt {
    private final Vertx vertx;
    private final Context context;
    private final MessageQueue queue;
    private final Duration lease;
    private final Message message;
    private final ProgressReports progress;

    private final Promise<Outcome> ended = Promise.promise();
    private final Promise<Void> lost = Promise.promise();
    private long timer = -1;
    private boolean settling;
    private boolean settled;

    Attempt(WorkerProcess process, QueueAccess queue, Duration lease, Message message) {
        this.vertx = process.vertx();
        this.context = vertx.getOrCreateContext();
        this.queue = queue.messages();
        this.lease = lease;
        this.message = message;
        this.progress = new ProgressReports(
                vertx,
                queue.progress(),
                message,
                told -> process.listener().progressed(this.queue.name(), message, told));
    }

    public Message message() {
        return message;
    }

    /** Completes when what the handler does no longer counts: the lease is lost, the time is over, a stop has given it back. */
    public Future<Void> lost() {
        return lost.future();
    }

    /**
     * Lets the attempt take so long from now, more or less than it had left. Fails with a {@link LeaseLostException} where it
     * counts no longer.
     */
    public Future<Void> extend(Duration time) {
        return here(() -> {
            if (isOver()) {
                return Future.failedFuture(new LeaseLostException());
            }
            expireIn(time);
            return queue.extend(List.of(message), lease).compose(this::stillHeld);
        });
    }

    /**
     * Tells people how far the work is. Completes when this or something later is written down; fails with a
     * {@link LeaseLostException} where the attempt counts no longer.
     */
    public Future<Void> progress(Progress report) {
        return here(() -> isOver() || settled ? Future.succeededFuture(false) : progress.report(report))
                .compose(held -> held ? Future.succeededFuture() : Future.failedFuture(new LeaseLostException()));
    }

    /**
     * Runs work in a transaction that takes the message off its queue first, so that both are committed or neither. While it
     * runs, nobody else can read the message. Fails, and rolls back, with a {@link LeaseLostException} where another delivery
     * holds the message, or as the work does.
     *
     * @param work called on the worker's context
     */
    public <T> Future<T> transactionally(OnSuccess onSuccess, Function<SqlConnection, Future<T>> work) {
        return here(() -> {
            if (isOver() || settling || settled) {
                return Future.failedFuture(new LeaseLostException());
            }
            settling = true;
            return queue.settle(message, onSuccess, work, LeaseLostException::new)
                    .onComplete(came -> {
                        settling = false;
                        settled = came.succeeded();
                        if (came.cause() instanceof LeaseLostException) {
                            lose();
                        }
                    });
        });
    }

    /** The outcome, which is the handler's unless the time is over before; it fails where the lease is lost before. */
    Future<Outcome> outcome(Future<Outcome> handled, Duration timeout) {
        expireIn(timeout);
        handled.otherwise(Outcome::failed).onSuccess(ended::tryComplete);
        return ended.future().onComplete(end -> vertx.cancelTimer(timer));
    }

    /** Whether a transaction of its handler has taken the message off the queue. */
    boolean isSettled() {
        return settled;
    }

    /** Ends it because another delivery holds the message; not while a transaction may be what has taken it off the queue. */
    void lose() {
        if (!settling && !settled && ended.tryFail(new LeaseLostException())) {
            lost.tryComplete();
        }
    }

    /** Its message is in hand no more. */
    void drop() {
        progress.end().onComplete(forgotten -> {});
        if (!ended.future().isComplete()) {
            lost.tryComplete();
        }
    }

    private Future<Void> stillHeld(Set<Long> held) {
        if (held.contains(message.id())) {
            return Future.succeededFuture();
        }
        lose();
        return Future.failedFuture(new LeaseLostException());
    }

    /** Whether what it does counts no longer. */
    boolean isOver() {
        return ended.future().isComplete() || lost.future().isComplete();
    }

    private void expireIn(Duration time) {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(Math.max(1, time.toMillis()), fired -> {
            if (ended.tryComplete(Outcome.retry("the attempt took longer than it may"))) {
                lost.tryComplete();
            }
        });
    }

    private <T> Future<T> here(Supplier<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(
                now -> Future.succeededFuture().compose(go -> work.get()).onComplete(promise));
        return promise.future();
    }
}
