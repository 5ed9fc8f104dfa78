package dev.taskwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.config.QueueConfig;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Pools;
import dev.taskwire.queue.KnownKinds;
import dev.taskwire.queue.ParkedMessages;
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.Recorded;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An empty queue, a handler that follows a script, and the workers between them, for each test. */
@SuppressWarnings("NullAway.Init")
final class DeliveryStage implements BeforeEachCallback, AfterEachCallback {
    static final String QUEUE = "notifications";

    private final PostgresExtension postgres;
    private final Recorded recorded = new Recorded();
    private final ScriptedHandler script = new ScriptedHandler();
    private Vertx vertx;
    private Optional<Pool> pool = Optional.empty();

    DeliveryStage(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        vertx = Vertx.vertx();
        database()
                .execute("TRUNCATE pgmq.q_notifications, pgmq.a_notifications, job_failures,"
                        + " taskwire.troubled_message, taskwire.parked_message");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        pool.ifPresent(open -> complete(open.close()));
        complete(vertx.close());
    }

    ScriptedHandler script() {
        return script;
    }

    Recorded recorded() {
        return recorded;
    }

    /** Deploys a worker with this handler, and answers the id to undeploy it by. */
    @CanIgnoreReturnValue
    String deploy(String... environment) {
        TaskwireConfig config = postgres.config(concat(
                environment,
                "TASKWIRE_QUEUES_NOTIFICATIONS_BACKOFF",
                "20ms",
                "TASKWIRE_QUEUES_NOTIFICATIONS_POLL_INTERVAL",
                "100ms"));
        QueueConfig queue = config.queues().notifications();
        Pool connections = pool.orElseGet(() -> Pools.create(vertx, config.database()));
        pool = Optional.of(connections);
        QueueAccess access = QueueAccess.of(connections, QUEUE, "public");
        WorkerProcess process = new WorkerProcess(vertx, new Quarantine(), recorded);
        WorkerSettings settings = new WorkerSettings(QUEUE, queue.pollInterval(), Duration.ofMillis(300), true);
        Crew crew = new Crew(process, access, settings);
        complete(vertx.deployVerticle(new ParkingVerticle(new ParkedMessages(connections), KnownKinds.NONE, recorded)));
        return complete(vertx.deployVerticle(
                new QueueVerticle(process, crew, () -> new HandlerTurn(process, access, queue, script))));
    }

    void undeploy(String id) {
        complete(vertx.undeploy(id));
    }

    void send(String name) throws SQLException {
        assertThat(database().rows("SELECT taskwire.send('notifications', jsonb_build_object('name', ?))", name))
                .hasSize(1);
    }

    long queued() throws SQLException {
        return count("pgmq.q_notifications");
    }

    long count(String table) throws SQLException {
        return database().count("SELECT count(*) FROM " + table);
    }

    TestDatabase database() {
        return postgres.database();
    }

    private static String[] concat(String[] first, String... second) {
        String[] both = Arrays.copyOf(second, first.length + second.length);
        System.arraycopy(first, 0, both, second.length, first.length);
        return both;
    }

    @CanIgnoreReturnValue
    private static <T> T complete(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
