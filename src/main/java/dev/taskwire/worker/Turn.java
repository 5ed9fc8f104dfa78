package dev.taskwire.worker;

import io.vertx.core.Future;
import java.time.Duration;

/** What a worker does each time: take what is ready in its queue, as far as it has room, and work on it. */
public interface Turn {
    /**
     * Takes one batch. Called again only when the future is complete, always on the worker's context.
     *
     * @return what was taken; it fails only where nothing can be taken, such as when the database is away
     */
    Future<Taken> take();

    /**
     * Called after the last turn has come back. Completes when nothing that was taken is still in hand: what runs may
     * finish until the deadline, everything else is given back.
     */
    Future<Void> stop(Duration deadline);

    /**
     * How a turn came out.
     *
     * @param messages how many were taken
     * @param more whether there may be more waiting
     */
    record Taken(int messages, boolean more) {}
}
