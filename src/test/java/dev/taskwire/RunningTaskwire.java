package dev.taskwire;

import static org.awaitility.Awaitility.await;

import dev.taskwire.cli.Service;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.support.Recorded;
import dev.taskwire.support.TestDatabase;
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

    /** Waits until workers of a database have asked what is due next, and nothing since: all that was there is done. */
    static void awaitRest(TestDatabase database) {
        await().until(() -> database.count("SELECT (bool_or(query LIKE '%queue.next_due%')"
                        + " AND max(state_change) < clock_timestamp() - interval '300 ms')::int FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND application_name = 'taskwire'")
                == 1);
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
