package dev.taskwire.worker;

import dev.taskwire.config.QueueConfig;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a batch, gives it to a handler and settles each message when its outcome is there. Reading goes on while
 * handlers work, up to the bound on what is in hand. Bound to one context.
 */
public final class HandlerTurn implements Turn {
    private final MessageQueue queue;
    private final QueueConfig config;
    private final MessageHandler handler;
    private final WorkerListener listener;
    private final Settlement settlement;

    private int inHand;
    private @Nullable Promise<Void> room;
    private @Nullable Promise<Void> empty;

    public HandlerTurn(MessageQueue queue, QueueConfig config, MessageHandler handler, WorkerListener listener) {
        this.queue = queue;
        this.config = config;
        this.handler = handler;
        this.listener = listener;
        this.settlement = new Settlement(queue, config.onSuccess(), listener);
    }

    @Override
    public Future<Taken> take() {
        return room().compose(free -> {
            int limit = Math.min(config.batchSize(), config.concurrency() - inHand);
            return queue.read(limit, config.visibilityTimeout()).map(batch -> {
                begin(batch);
                return new Taken(batch.size(), batch.size() == limit);
            });
        });
    }

    @Override
    public Future<Void> settled() {
        if (inHand == 0) {
            return Future.succeededFuture();
        }
        empty = empty == null ? Promise.promise() : empty;
        return empty.future();
    }

    private Future<Void> room() {
        if (inHand < config.concurrency()) {
            return Future.succeededFuture();
        }
        room = Promise.promise();
        return room.future();
    }

    private void begin(List<Message> batch) {
        if (batch.isEmpty()) {
            return;
        }
        inHand += batch.size();
        List<Future<Outcome>> outcomes = handle(batch);
        for (int i = 0; i < batch.size(); i++) {
            settleWhenDone(batch.get(i), outcomes.get(i));
        }
    }

    private List<Future<Outcome>> handle(List<Message> batch) {
        try {
            List<Future<Outcome>> outcomes = handler.handle(batch);
            if (outcomes.size() == batch.size()) {
                return outcomes;
            }
            return failed(
                    batch,
                    new IllegalStateException("the handler of " + queue.name() + " gave " + outcomes.size()
                            + " outcomes for " + batch.size() + " messages"));
        } catch (RuntimeException | StackOverflowError thrown) {
            return failed(batch, thrown);
        }
    }

    private static List<Future<Outcome>> failed(List<Message> batch, Throwable cause) {
        return batch.stream()
                .map(message -> Future.<Outcome>failedFuture(cause))
                .toList();
    }

    private void settleWhenDone(Message message, Future<Outcome> outcome) {
        outcome.timeout(config.attemptTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(Outcome::failed)
                .compose(came -> settle(message, came))
                .onComplete(settled -> release());
    }

    private Future<Void> settle(Message message, Outcome outcome) {
        if (outcome instanceof Outcome.Retry retry) {
            listener.failed(queue.name(), message, retry.reason());
            return Future.succeededFuture();
        }
        return settlement.done(message);
    }

    private void release() {
        inHand--;
        if (room != null) {
            Promise<Void> waiting = room;
            room = null;
            waiting.complete();
        }
        if (inHand == 0 && empty != null) {
            Promise<Void> waiting = empty;
            empty = null;
            waiting.complete();
        }
    }
}
