package dev.taskwire;

/**
 * Does the work that one message asks for, and may block while it does.
 *
 * @param <T> what the payload is read as
 */
@FunctionalInterface
public interface BlockingQueueHandler<T> {
    /**
     * Does the work on one message. Called on a thread that may wait, {@link RunsOn#WORKER} unless the options say
     * {@link RunsOn#VIRTUAL_THREAD}; for several messages at once. The thread is interrupted when the attempt is given up.
     *
     * @return what came of it
     * @throws Exception is a retry
     */
    Outcome handle(T payload, Delivery delivery) throws Exception;
}
