package dev.taskwire;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.dashboard.Recorder;
import dev.taskwire.notification.Notifications;
import dev.taskwire.telemetry.LogLevels;
import dev.taskwire.telemetry.LogLines;
import dev.taskwire.telemetry.LoggingListener;
import dev.taskwire.telemetry.Metrics;
import dev.taskwire.telemetry.Traces;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What can be seen of one process: its log, its figures and, where they are wanted, its traces. */
record Telemetry(Metrics metrics, Optional<Traces> traces, LogLevels levels) {
    static Telemetry of(TaskwireConfig config) {
        Optional<Traces> traces = Traces.of(config.tracing());
        LogLines.write(config.logging().format(), traces.isPresent() ? Traces::present : Optional::empty);
        LogLevels levels = LogLevels.of(config.logging().level());
        return new Telemetry(metrics(config), traces, levels);
    }

    private static Metrics metrics(TaskwireConfig config) {
        Metrics metrics = new Metrics(Set.of(Notifications.MAIL, Notifications.SLACK));
        config.queues().all().forEach(queue -> metrics.expect(queue.name()));
        return metrics;
    }

    Vertx vertx(VertxOptions options) {
        return metrics.vertx().vertx(options, traces.map(Traces::vertx));
    }

    /** All that listens to the workers. */
    WorkerListener listener(Recorder recorder, WorkerListener observer) {
        LoggingListener logging =
                traces.map(some -> new LoggingListener(some::ids)).orElseGet(LoggingListener::new);
        return Stream.concat(Stream.of(logging, metrics, recorder, observer), traces.map(Traces::listener).stream())
                .reduce(WorkerListener::both)
                .orElseThrow();
    }

    Future<Void> close() {
        return traces.map(Traces::close).orElseGet(Future::succeededFuture);
    }
}
