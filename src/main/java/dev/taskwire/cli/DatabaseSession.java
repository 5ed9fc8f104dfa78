package dev.taskwire.cli;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.postgres.DatabaseAddress;
import dev.taskwire.postgres.Pools;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a command that asks the database needs, for as long as it runs. Its thread may block; no event loop does. */
final class DatabaseSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSession.class);

    private static final Duration CLOSING_DEADLINE = Duration.ofSeconds(5);

    /** What an answer may take beyond the statement: for the connection, and one statement before. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /** No such schema, table, column or function. */
    private static final Set<String> MISSING = Set.of("3F000", "42P01", "42703", "42883");

    private final DatabaseConfig config;
    private final Vertx vertx;
    private final Pool pool;

    DatabaseSession(DatabaseConfig config) {
        this.config = config;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        this.pool = Pools.create(vertx, config);
    }

    Vertx vertx() {
        return vertx;
    }

    Pool pool() {
        return pool;
    }

    /** Waits for an answer of the database. */
    <T> T answer(Future<T> question) throws Exception {
        return finished(question.timeout(config.statementTimeout().plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Waits for work of many statements, each of which has a deadline of its own. */
    <T> T finished(Future<T> work) throws Exception {
        try {
            return work.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException failure) {
            throw inWords(failure.getCause() instanceof Exception cause ? cause : failure);
        }
    }

    private Exception inWords(Exception failure) {
        if (failure instanceof PgException error && MISSING.contains(error.getSqlState())) {
            return new IllegalStateException(
                    "the database is not prepared for this version of Taskwire: run `taskwire migrate` ("
                            + error.getErrorMessage() + ")",
                    failure);
        }
        if (failure instanceof ConnectException) {
            return new IllegalStateException(
                    "the database at " + DatabaseAddress.parse(config.url()) + " cannot be reached", failure);
        }
        return failure;
    }

    /** What stays open ends with the process: what was asked for is answered. */
    @Override
    public void close() {
        // One after the other from here: a future of the pool could not complete on a Vert.x that is closed.
        awaitClosed(pool.close());
        awaitClosed(vertx.close());
    }

    private static void awaitClosed(Future<Void> closing) {
        CountDownLatch closed = new CountDownLatch(1);
        closing.onComplete(done -> closed.countDown());
        try {
            if (!closed.await(CLOSING_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the connections to the database did not close within {}", CLOSING_DEADLINE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
