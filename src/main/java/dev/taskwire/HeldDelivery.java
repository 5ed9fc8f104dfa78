package dev.taskwire;

import dev.taskwire.queue.Message;
import dev.taskwire.worker.Attempt;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.function.Function;

/** A delivery that a worker has in hand. */
record HeldDelivery(MessageInfo message, Attempt held, dev.taskwire.config.OnSuccess onSuccess) implements Delivery {
    static MessageInfo info(String queue, Message message) {
        return new MessageInfo(
                queue, message.id(), message.trouble().attempts() + 1, message.enqueuedAt(), message.headers());
    }

    @Override
    public Future<Void> extend(Duration time) {
        return time.isNegative() || time.isZero()
                ? Future.failedFuture(new IllegalArgumentException("expected a time of more than 0, got " + time))
                : held.extend(time).recover(HeldDelivery::inPublicWords);
    }

    @Override
    public Future<Void> progress(double fraction, String note) {
        return Future.succeededFuture()
                .compose(told -> held.progress(new dev.taskwire.queue.Progress(fraction, note)))
                .recover(HeldDelivery::inPublicWords);
    }

    @Override
    public <T> Future<T> transactionally(Function<SqlConnection, Future<T>> work) {
        return held.transactionally(onSuccess, work).recover(HeldDelivery::inPublicWords);
    }

    @Override
    public Future<Void> lost() {
        return held.lost();
    }

    private static <T> Future<T> inPublicWords(Throwable failure) {
        return Future.failedFuture(
                failure instanceof dev.taskwire.worker.LeaseLostException ? new LeaseLostException(failure) : failure);
    }
}
