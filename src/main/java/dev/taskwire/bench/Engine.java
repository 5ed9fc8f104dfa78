package dev.taskwire.bench;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;

/** What is measured: a whole Taskwire process as {@code serve} runs it, as far as the bench needs to know it. */
public interface Engine {
    /** Completes when work is being done. */
    Future<Void> start();

    /** Completes when the work in hand is finished and everything is closed. */
    Future<Void> stop();

    /** Builds an engine, which does nothing until it is started. */
    interface Factory {
        Engine create(TaskwireConfig config, WorkerListener observer);
    }
}
