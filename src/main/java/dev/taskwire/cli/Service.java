package dev.taskwire.cli;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;

/** A whole Taskwire process as the commands see it. */
public interface Service {
    /** Completes when work is being done. */
    Future<Void> start();

    /** Completes when the work in hand is finished and everything is closed. */
    Future<Void> stop();

    /** Builds a service, which does nothing until it is started. */
    interface Factory {
        Service create(TaskwireConfig config, WorkerListener observer);
    }
}
