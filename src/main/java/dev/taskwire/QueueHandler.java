package dev.taskwire;

import io.vertx.core.Future;

/**
 * Does the work that one message asks for.
 *
 * @param <T> what the payload is read as
 */
@FunctionalInterface
public interface QueueHandler<T> {
    /**
     * Begins the work on one message. Called on the event loop of the queue's worker, which it must not block, or where
     * {@link QueueOptions#runsOn} says; for several messages at once.
     *
     * @return what came of it, on any thread. A future that fails, an exception and null are a retry
     */
    Future<Outcome> handle(T payload, Delivery delivery);
}
