package dev.taskwire.embedded;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;

/** What the demo shows: a Taskwire process, as far as the demo needs to know it. */
public interface Pipeline {
    /** Migrates the database; completes when work is being done. */
    Future<Void> start();

    /** Completes when the work in hand is finished and everything is closed. */
    Future<Void> stop();

    /** Builds a pipeline, which does nothing until it is started. */
    interface Factory {
        Pipeline create(TaskwireConfig config, WorkerListener observer);
    }
}
