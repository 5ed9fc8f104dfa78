package dev.taskwire;

import io.vertx.core.Future;
import java.util.List;

/**
 * Does the work that several messages of one queue ask for together.
 *
 * @param <T> what each payload is read as
 */
@FunctionalInterface
public interface BatchQueueHandler<T> {
    /**
     * Begins the work on a batch: at least one message, at most {@link QueueOptions#batchSize}. Called as
     * {@link QueueHandler#handle} is.
     *
     * @return an outcome for each message, in the batch's order; each may come in its own time and fail by itself. An exception
     *     or a list of another length is a retry of them all
     */
    List<Future<Outcome>> handle(List<Received<T>> batch);
}
