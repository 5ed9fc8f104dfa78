package dev.taskwire.queue;

import dev.taskwire.postgres.Pools;
import dev.taskwire.support.DeadLetterRows;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Dead letters in a real Postgres, none at first, and what sends them back, for each test. */
@SuppressWarnings("NullAway.Init")
final class RedriveStage implements BeforeEachCallback, AfterEachCallback {
    private static final int FAST = 10_000;

    private final PostgresExtension postgres;
    private Vertx vertx;
    private Pool pool;
    private Redrive redrive;

    RedriveStage(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        failures().clear();
        vertx = Vertx.vertx();
        pool = Pools.create(vertx, postgres.config().database());
        redrive = new Redrive(vertx, pool, "public");
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        pool.close().await(10, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    DeadLetterRows failures() {
        return new DeadLetterRows(postgres.database());
    }

    Pool pool() {
        return pool;
    }

    Redrive redrive() {
        return redrive;
    }

    long run(FailureFilter filter, boolean again) throws Exception {
        return redrive.run(new RedriveRequest(filter, again, "ada", FAST), sent -> {})
                .await(20, TimeUnit.SECONDS);
    }

    long ready(FailureFilter filter) throws Exception {
        return redrive.plan(filter, false).await(10, TimeUnit.SECONDS).ready();
    }

    long queued() throws SQLException {
        return postgres.database().count("SELECT count(*) FROM pgmq.q_cleanup_tasks");
    }

    static FailureFilter filter(
            @Nullable String queue, @Nullable String cause, @Nullable Instant since, @Nullable Instant until) {
        return new FailureFilter(
                List.of(),
                Optional.ofNullable(queue),
                Optional.ofNullable(cause),
                Optional.ofNullable(since),
                Optional.ofNullable(until));
    }
}
