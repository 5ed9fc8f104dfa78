package dev.taskwire.worker;

import dev.taskwire.queue.Message;
import io.vertx.core.Future;
import java.util.List;

/** Does the work that messages ask for, and needs to know nothing but the messages. */
public interface MessageHandler extends AttemptHandler {
    /**
     * Begins the work on a batch. Called on the worker's context, which it must not block.
     *
     * @return an outcome for each message, in the batch's order; each may come in its own time. A future that fails
     *     counts as {@link Outcome.Retry}
     */
    List<Future<Outcome>> handle(List<Message> batch);

    @Override
    default List<Future<Outcome>> work(List<Attempt> batch) {
        return handle(batch.stream().map(Attempt::message).toList());
    }
}
