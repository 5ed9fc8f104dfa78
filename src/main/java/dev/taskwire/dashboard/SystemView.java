package dev.taskwire.dashboard;

import dev.taskwire.config.ConfigView;
import dev.taskwire.config.QueueConfig;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.telemetry.LogLevels;
import dev.taskwire.telemetry.VertxMeters;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;

/** What this process is made of, and which others there are. May be used from any context. */
public final class SystemView {
    private final ProcessFacts process;
    private final TaskwireConfig config;
    private final VertxMeters meters;
    private final LogLevels logLevels;

    public SystemView(ProcessFacts process, TaskwireConfig config, VertxMeters meters, LogLevels logLevels) {
        this.process = process;
        this.config = config;
        this.meters = meters;
        this.logLevels = logLevels;
    }

    public LogLevels logLevels() {
        return logLevels;
    }

    /** Secrets are not in it. */
    public Future<JsonObject> now(Pool pool) {
        return Future.all(new Processes(pool).list(), new OperatorActions(pool).latest())
                .map(both -> new JsonObject()
                        .put("version", process.version())
                        .put("java", System.getProperty("java.version"))
                        .put(
                                "uptime_seconds",
                                Duration.between(process.startedAt(), Instant.now())
                                        .toSeconds())
                        .put("instances", both.<JsonArray>resultAt(0))
                        .put("operator_actions", both.<JsonArray>resultAt(1))
                        .put("verticles", verticles())
                        .put("event_bus", meters.eventBus())
                        .put("pools", meters.pools())
                        .put("configuration", ConfigView.of(config)));
    }

    private JsonArray verticles() {
        JsonArray all = new JsonArray();
        config.queues().all().forEach(queue -> all.add(verticles(queue)));
        return all;
    }

    private static JsonObject verticles(QueueConfig queue) {
        return new JsonObject().put("queue", queue.name()).put("instances", queue.instances());
    }
}
