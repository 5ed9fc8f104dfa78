package dev.taskwire.worker;

import io.vertx.core.Future;
import java.util.List;

/** Does the work that messages ask for, and has a hold on each attempt: more time for it, its end, its loss. */
public interface AttemptHandler {
    /**
     * Begins the work on a batch. Called on the worker's context, which it must not block.
     *
     * @return an outcome for each attempt, in the batch's order; each may come in its own time, on any thread. A future that
     *     fails counts as {@link Outcome.Retry}
     */
    List<Future<Outcome>> work(List<Attempt> batch);

    /** Whether it wants to judge payloads that cannot be read, too; else they become dead letters without it. */
    default boolean takesUnreadable() {
        return false;
    }
}
