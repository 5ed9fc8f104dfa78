package dev.taskwire.job;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.config.JobsConfig;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Pools;
import dev.taskwire.queue.Message;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The jobs on a real Postgres, asked for as a queue would. */
@SuppressWarnings("NullAway.Init")
final class JobStage implements BeforeEachCallback, AfterEachCallback {
    private final PostgresExtension postgres;
    private Vertx vertx;
    private Pool pool;

    JobStage(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        vertx = Vertx.vertx();
        pool = Pools.create(vertx, postgres.config().database());
        database().execute("""
                TRUNCATE public.daily_stats, public.activity_logs, taskwire.health, taskwire.cleanup_run, taskwire.destination,
                  taskwire.notification_preferences, taskwire.schedule_occurrences, pgmq.q_activity_log, pgmq.q_notifications,
                  pgmq.a_notifications, pgmq.q_report_generation, pgmq.q_cleanup_tasks;
                DROP TABLE IF EXISTS public.tasks, public.profiles, public.audit_log
                """);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        complete(pool.close());
        complete(vertx.close());
    }

    TestDatabase database() {
        return postgres.database();
    }

    /** With the settings of a file's section jobs. */
    Jobs jobs(Map<String, Object> section) {
        JobsConfig config = TaskwireConfig.from(
                        Map.of("jobs", section),
                        Map.of("DATABASE_URL", database().url()))
                .jobs();
        JobProcess process = new JobProcess(
                vertx, pool, () -> Pools.patient(vertx, postgres.config().database(), Duration.ofMinutes(5)), false);
        return new Jobs(process, config);
    }

    /** Does what a message asks for, such as {@code {"job": "daily_stats"}}, as of this time. */
    @CanIgnoreReturnValue
    Outcome run(Jobs jobs, String message, String at) {
        Message asked = new Message(
                1,
                1,
                Instant.parse("2020-01-01T00:00:00Z"),
                new JsonObject(message),
                new JsonObject().put("fire_time", at).put("event_id", "00000000-0000-0000-0000-000000000001"));
        return complete(jobs.handler("report_generation").handle(List.of(asked)).get(0));
    }

    static <T> T complete(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
