package dev.taskwire.schedule;

import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.config.ScheduleConfig;
import dev.taskwire.postgres.Pools;
import dev.taskwire.queue.BuriedBecause;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.Recorded;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Schedulers as of processes of their own, an empty queue that they send to, and what became of it. */
final class SchedulerStage implements BeforeEachCallback, AfterEachCallback {
    static final String QUEUE = "cleanup_tasks";

    private static final Duration LOOKS_EVERY = Duration.ofMillis(200);

    private final PostgresExtension postgres;
    private final List<Vertx> processes = new ArrayList<>();
    private final List<Pool> pools = new ArrayList<>();
    private final Recorded recorded = new Recorded();
    private final List<String> alarms = new CopyOnWriteArrayList<>();

    SchedulerStage(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        database()
                .execute("TRUNCATE taskwire.schedule, taskwire.schedule_occurrences, pgmq.q_cleanup_tasks,"
                        + " pgmq.a_cleanup_tasks, taskwire.parked_message, job_failures");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stop();
    }

    /** Starts as many schedulers. */
    void start(int schedulers) {
        for (int i = 0; i < schedulers; i++) {
            start(postgres.config().database(), Map.of());
        }
    }

    void start(DatabaseConfig config, Map<String, ScheduleConfig> configured) {
        Vertx vertx = Vertx.vertx();
        Pool pool = Pools.create(vertx, config);
        processes.add(vertx);
        pools.add(pool);
        SchedulerSettings settings = new SchedulerSettings(pool, configured, Map.of(), new ToldAlarms(), LOOKS_EVERY);
        complete(vertx.deployVerticle(new SchedulerVerticle(settings, recorded)));
    }

    void stop() {
        processes.forEach(vertx -> vertx.deploymentIDs().forEach(id -> complete(vertx.undeploy(id))));
        pools.forEach(pool -> complete(pool.close()));
        processes.forEach(vertx -> complete(vertx.close()));
        pools.clear();
        processes.clear();
    }

    /** What was told about alarms, by all processes. */
    List<String> alarms() {
        return alarms;
    }

    Recorded recorded() {
        return recorded;
    }

    /** Takes the messages that are ready off the queue, and settles each. */
    void settle(Settling settling) {
        Pool pool = pools.get(0);
        QueueAccess queue = QueueAccess.of(pool, QUEUE, "public");
        for (Message message : complete(queue.messages().read(100, Duration.ofSeconds(30)))) {
            complete(settling.settle(queue, message));
        }
    }

    /** One way to settle a message. */
    interface Settling {
        Future<Integer> settle(QueueAccess queue, Message message);

        Settling DELETE = (queue, message) -> queue.messages().delete(List.of(message));
        Settling ARCHIVE = (queue, message) -> queue.messages().archive(List.of(message));
        Settling BURY =
                (queue, message) -> queue.deadLetters().bury(message, BuriedBecause.attemptFailed("no disk left"));
    }

    /** Runs SQL that answers one value. */
    @Nullable
    String sql(String query, @Nullable Object... binds) throws SQLException {
        return database().value(query, binds);
    }

    /** How many occurrences of a schedule are in a state. */
    long occurrences(String name, String state) throws SQLException {
        return database()
                .count("SELECT count(*) FROM taskwire.schedule_occurrences WHERE name = ? AND state = ?", name, state);
    }

    /** How many of each state, such as {@code missed 2, sent 1}. */
    String states(String name) throws SQLException {
        return database()
                .rows(
                        "SELECT state, count(*) AS n FROM taskwire.schedule_occurrences WHERE name = ? GROUP BY state"
                                + " ORDER BY state",
                        name)
                .stream()
                .map(row -> row.get("state") + " " + row.get("n"))
                .collect(Collectors.joining(", "));
    }

    void awaitStates(String name, String states) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        org.assertj.core.api.Assertions.assertThat(states(name)).isEqualTo(states));
    }

    TestDatabase database() {
        return postgres.database();
    }

    PostgresExtension postgres() {
        return postgres;
    }

    private final class ToldAlarms implements Alarms {
        @Override
        public void raised(Alarm alarm) {
            alarms.add("raised " + alarm.schedule() + " " + alarm.state());
        }

        @Override
        public void over(Alarm alarm) {
            alarms.add("over " + alarm.schedule() + " " + alarm.state());
        }
    }

    @CanIgnoreReturnValue
    static <T> T complete(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
