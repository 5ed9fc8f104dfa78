package dev.taskwire.http;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.postgres.Pools;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The connections of the API, apart from those of the workers, so that neither waits for the other. Statements that read have
 * two seconds, others five.
 */
final class ApiDatabase {
    private static final Duration READ_MOST = Duration.ofSeconds(2);
    private static final Duration CHANGE_MOST = Duration.ofSeconds(5);
    private static final int READERS = 2;
    private static final int CHANGERS = 4;

    private volatile @Nullable Connections connections;

    /**
     * What there is once the database is reached.
     *
     * @param tablesSchema where the user's tables are
     */
    record Connections(Vertx vertx, Pool reads, Pool changes, String tablesSchema) {}

    void open(Vertx vertx, DatabaseConfig config) {
        connections = new Connections(
                vertx,
                pool(vertx, config, READERS, READ_MOST),
                pool(vertx, config, CHANGERS, CHANGE_MOST),
                config.tablesSchema());
    }

    Future<Void> close() {
        Connections open = connections;
        return open == null
                ? Future.succeededFuture()
                : Future.join(open.reads().close(), open.changes().close()).mapEmpty();
    }

    /** @throws ProblemException 503 as long as the database has not been reached */
    Connections connections() {
        Connections open = connections;
        if (open == null) {
            throw new ProblemException(503, "the database has not been reached yet: come again later");
        }
        return open;
    }

    private static Pool pool(Vertx vertx, DatabaseConfig config, int size, Duration statementMost) {
        Duration most =
                statementMost.compareTo(config.statementTimeout()) < 0 ? statementMost : config.statementTimeout();
        return Pools.create(
                vertx,
                new DatabaseConfig(
                        config.url(), config.listenUrl(), config.tablesSchema(), size, config.connectTimeout(), most));
    }
}
