package dev.taskwire.worker;

import dev.taskwire.queue.Message;
import dev.taskwire.queue.MessageProgress;
import dev.taskwire.queue.Progress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one attempt tells of its progress, written down no more often than people can read it: of what comes in quick
 * succession, the last. Bound to one context.
 */
final class ProgressReports {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Vertx vertx;
    private final MessageProgress written;
    private final Message message;
    private final Consumer<Progress> listener;

    private Optional<Progress> latest = Optional.empty();
    private Promise<Boolean> next = Promise.promise();
    private Future<?> underWay = Future.succeededFuture();
    private boolean pausing;
    private boolean begun;

    ProgressReports(Vertx vertx, MessageProgress written, Message message, Consumer<Progress> listener) {
        this.vertx = vertx;
        this.written = written;
        this.message = message;
        this.listener = listener;
    }

    /** Completes when this or a later one is written, with whether the message was still this delivery's. */
    Future<Boolean> report(Progress progress) {
        begun = true;
        latest = Optional.of(progress);
        Future<Boolean> reported = next.future();
        if (!pausing) {
            writeLatest();
        }
        return reported;
    }

    /** Forgets all that was told. */
    Future<Void> end() {
        latest = Optional.empty();
        next.tryComplete(false);
        return begun
                ? underWay.transform(either -> written.forget(message)).otherwiseEmpty()
                : Future.succeededFuture();
    }

    private void writeLatest() {
        if (latest.isEmpty()) {
            return;
        }
        Progress progress = latest.get();
        Promise<Boolean> promise = next;
        latest = Optional.empty();
        next = Promise.promise();
        pausing = true;
        underWay = written.report(message, progress)
                .onSuccess(held -> {
                    if (held) {
                        listener.accept(progress);
                    }
                })
                .onComplete(promise)
                .onComplete(came -> vertx.setTimer(PAUSE.toMillis(), over -> {
                    pausing = false;
                    writeLatest();
                }));
    }
}
