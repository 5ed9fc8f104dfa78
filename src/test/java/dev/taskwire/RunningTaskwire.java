package dev.taskwire;

import dev.taskwire.cli.Service;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.testing.Recorded;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** A whole Taskwire in the test's process, and what its workers did. */
final class RunningTaskwire implements AutoCloseable {
    private final Recorded recorded = new Recorded();
    private final Service service;
    private final Future<Void> started;

    private RunningTaskwire(TaskwireConfig config) {
        service = Application.create(config, recorded);
        started = service.start();
    }

    /** Starts one and waits until it works. */
    static RunningTaskwire start(TaskwireConfig config) {
        RunningTaskwire running = starting(config);
        complete(running.started);
        return running;
    }

    /** Starts one and does not wait. */
    static RunningTaskwire starting(TaskwireConfig config) {
        return new RunningTaskwire(config);
    }

    Future<Void> started() {
        return started;
    }

    Recorded recorded() {
        return recorded;
    }

    @Override
    public void close() {
        complete(service.stop());
    }

    private static void complete(Future<Void> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
