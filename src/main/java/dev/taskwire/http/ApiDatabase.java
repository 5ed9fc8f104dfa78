package dev.taskwire.http;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.postgres.Pools;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connections of the API, apart from those of the workers, so that neither waits for the other. Statements that read have
 * two seconds, others five.
 */
final class ApiDatabase {
    private static final Use READS = new Use("taskwire-api-reads", 2, Duration.ofSeconds(2));
    private static final Use CHANGES = new Use("taskwire-api-changes", 4, Duration.ofSeconds(5));

    private volatile @Nullable Connections connections;

    /**
     * What there is once the database is reached.
     *
     * @param tablesSchema where the user's tables are
     */
    record Connections(Vertx vertx, Pool reads, Pool changes, String tablesSchema) {}

    /** @param name by which the metrics know it */
    private record Use(String name, int size, Duration statementMost) {}

    void open(Vertx vertx, DatabaseConfig config) {
        connections =
                new Connections(vertx, pool(vertx, config, READS), pool(vertx, config, CHANGES), config.tablesSchema());
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

    /** Empty as long as the database has not been reached. */
    Optional<Connections> whereOpen() {
        return Optional.ofNullable(connections);
    }

    private static Pool pool(Vertx vertx, DatabaseConfig config, Use use) {
        Duration most = use.statementMost().compareTo(config.statementTimeout()) < 0
                ? use.statementMost()
                : config.statementTimeout();
        return Pools.named(
                use.name(),
                vertx,
                new DatabaseConfig(
                        config.url(),
                        config.listenUrl(),
                        config.tablesSchema(),
                        use.size(),
                        config.connectTimeout(),
                        most));
    }
}
