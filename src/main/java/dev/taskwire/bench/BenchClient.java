package dev.taskwire.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.postgres.Pools;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The bench's own way to the database, beside the engine's. For the bench's thread, since it waits. */
final class BenchClient implements AutoCloseable {
    /** Longer than anything in here takes; a statement that fills a queue takes minutes on a slow machine. */
    private static final Duration ANSWER_MOST = Duration.ofMinutes(15);

    private static final Duration CLOSING_MOST = Duration.ofSeconds(60);

    /** Half of the processors: a client on fewer threads takes less of what the server needs. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(Math.max(1, Runtime.getRuntime().availableProcessors() / 2)));

    private final DatabaseConfig config;
    private final Pool pool;

    BenchClient(DatabaseConfig config) {
        this.config = config;
        this.pool = pool(4);
    }

    Vertx vertx() {
        return vertx;
    }

    Pool pool() {
        return pool;
    }

    /** A pool of its own for so many sessions, to be closed by whoever asked for it. */
    Pool pool(int sessions) {
        return Pools.create(vertx, database(sessions));
    }

    /** The database for so many sessions, whose statements may take their time. */
    DatabaseConfig database(int sessions) {
        return new DatabaseConfig(
                config.url(),
                config.listenUrl(),
                config.tablesSchema(),
                sessions,
                config.connectTimeout(),
                ANSWER_MOST);
    }

    /** Runs statements without binds, separated by semicolons; in one transaction unless they say otherwise. */
    void run(String statements) throws Exception {
        await(pool.query(statements).execute());
    }

    List<Row> rows(String query, Object... binds) throws Exception {
        List<Row> rows = new ArrayList<>();
        await(pool.preparedQuery(query).execute(Tuple.from(binds))).forEach(rows::add);
        return rows;
    }

    long number(String query, Object... binds) throws Exception {
        return rows(query, binds).get(0).getLong(0);
    }

    /** Waits; what the future fails with is thrown. */
    @CanIgnoreReturnValue
    <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(ANSWER_MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof Exception cause ? cause : failure;
        } catch (TimeoutException late) {
            throw new IllegalStateException("no answer within " + ANSWER_MOST.toMinutes() + " minutes", late);
        }
    }

    /** Waits for something to be closed, also where the bench was told to end. */
    void awaitClosed(Future<?> closing) {
        closing.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(CLOSING_MOST.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        awaitClosed(pool.close());
        awaitClosed(vertx.close());
    }
}
