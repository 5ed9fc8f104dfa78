package dev.taskwire.worker;

import dev.taskwire.queue.Message;
import io.vertx.core.Future;
import java.util.List;

/** Calls a handler so that whatever it does wrong becomes an outcome of its messages. */
final class BatchHandling {
    private final String queue;
    private final MessageHandler handler;

    BatchHandling(String queue, MessageHandler handler) {
        this.queue = queue;
        this.handler = handler;
    }

    /** An outcome for each message, in the batch's order. */
    List<Future<Outcome>> begin(List<Message> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        try {
            List<Future<Outcome>> outcomes = handler.handle(batch);
            return outcomes.size() == batch.size() ? outcomes : failed(batch, wrongNumber(batch, outcomes));
        } catch (RuntimeException | StackOverflowError thrown) {
            return failed(batch, thrown);
        }
    }

    private IllegalStateException wrongNumber(List<Message> batch, List<Future<Outcome>> outcomes) {
        return new IllegalStateException(
                "the handler of " + queue + " gave " + outcomes.size() + " outcomes for " + batch.size() + " messages");
    }

    private static List<Future<Outcome>> failed(List<Message> batch, Throwable cause) {
        return batch.stream()
                .map(message -> Future.<Outcome>failedFuture(cause))
                .toList();
    }
}
