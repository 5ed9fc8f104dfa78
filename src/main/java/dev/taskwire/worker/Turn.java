package dev.taskwire.worker;

import io.vertx.core.Future;

/** What a worker does each time: take what is ready in its queue, as far as it has room, and work on it. */
public interface Turn {
    /**
     * Takes one batch. Called again only when the future is complete, always on the worker's context.
     *
     * @return what was taken; it fails only where nothing can be taken, such as when the database is away
     */
    Future<Taken> take();

    /** Completes when nothing that was taken is still in hand. */
    Future<Void> settled();

    /**
     * How a turn came out.
     *
     * @param messages how many were taken
     * @param more whether there may be more waiting
     */
    record Taken(int messages, boolean more) {}
}
