package dev.taskwire.worker;

import dev.taskwire.config.OnSuccess;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes messages whose work is done off their queue. What comes in while a statement is under way goes together with
 * the next, so that many messages cost few statements and one message waits for none. Bound to one context.
 */
final class DoneMessages {
    private final MessageQueue queue;
    private final OnSuccess onSuccess;
    private final Endings endings;
    private final WorkerListener listener;

    private List<Message> waiting = new ArrayList<>();
    private Promise<Void> next = Promise.promise();
    private boolean underWay;

    DoneMessages(MessageQueue queue, OnSuccess onSuccess, Endings endings, WorkerListener listener) {
        this.queue = queue;
        this.onSuccess = onSuccess;
        this.endings = endings;
        this.listener = listener;
    }

    /** Completes when the message is settled, or cannot be: then it comes back when its lease ends. */
    Future<Void> settle(Message message) {
        waiting.add(message);
        Future<Void> settled = next.future();
        if (!underWay) {
            settleWaiting();
        }
        return settled;
    }

    private void settleWaiting() {
        List<Message> batch = waiting;
        Promise<Void> promise = next;
        waiting = new ArrayList<>();
        next = Promise.promise();
        underWay = true;
        settleBatch(batch).onComplete(settled -> {
            underWay = false;
            promise.complete();
            if (!waiting.isEmpty()) {
                settleWaiting();
            }
        });
    }

    private Future<Integer> settleBatch(List<Message> batch) {
        Future<Integer> settling = onSuccess == OnSuccess.DELETE ? queue.delete(batch) : queue.archive(batch);
        return settling.onSuccess(settled -> endings.done(settled, batch))
                .onFailure(failure -> batch.forEach(message -> listener.notSettled(
                        queue.name(),
                        message,
                        "its work is done, but it could not be settled: " + failure.getMessage())));
    }
}
