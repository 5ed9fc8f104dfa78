package dev.taskwire.postgres;

import dev.taskwire.config.DatabaseConfig;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the pool of connections that a process works with. */
public final class Pools {
    private static final Logger LOG = LoggerFactory.getLogger(Pools.class);

    /** What a statement may take beyond its own timeout before its connection counts as dead. */
    private static final Duration SILENCE_MARGIN = Duration.ofSeconds(10);

    /** Often enough to be between the two, and seldom enough not to keep an idle process busy. */
    private static final Duration CLEANED_EVERY = Duration.ofSeconds(4);

    private static final int WAITING_MOST = 1000;

    private Pools() {}

    /** The pool of a process, named taskwire; every wait in it is bounded, and so is the number of those who wait. */
    public static Pool create(Vertx vertx, DatabaseConfig config) {
        return named("taskwire", vertx, config);
    }

    /** The same under another name, by which it is told from others in the metrics. */
    public static Pool named(String name, Vertx vertx, DatabaseConfig config) {
        Duration silence = config.statementTimeout().plus(SILENCE_MARGIN);
        return PgBuilder.pool()
                .with(new PoolOptions()
                        .setName(name)
                        .setMaxSize(config.poolSize())
                        .setMaxWaitQueueSize(WAITING_MOST)
                        .setConnectionTimeout((int) config.connectTimeout().toMillis())
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                        // Sooner than the silence below, which would close an idle connection as if it were dead.
                        .setIdleTimeout((int) silence.minusSeconds(5).toSeconds())
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setPoolCleanerPeriod((int) CLEANED_EVERY.toMillis())
                        .setMaxLifetime(15)
                        .setMaxLifetimeUnit(TimeUnit.MINUTES))
                .withConnectHandler(Pools::prepare)
                .connectingTo(connectOptions(config))
                .with(new NetClientOptions()
                        .setTcpKeepAlive(true)
                        .setConnectTimeout((int) config.connectTimeout().toMillis())
                        .setReadIdleTimeout((int) silence.toSeconds())
                        .setIdleTimeoutUnit(TimeUnit.SECONDS))
                .using(vertx)
                .build();
    }

    /** A pool of one connection whose statements may take so long; for seldom use, to be closed afterwards. */
    public static Pool patient(Vertx vertx, DatabaseConfig config, Duration statementTimeout) {
        return named(
                "taskwire-patient",
                vertx,
                new DatabaseConfig(
                        config.url(),
                        config.listenUrl(),
                        config.tablesSchema(),
                        1,
                        config.connectTimeout(),
                        statementTimeout));
    }

    /** For each new connection; closing it here gives it to the pool. */
    private static void prepare(SqlConnection connection) {
        SilentConnection.cutWhenIdle(connection);
        connection.close().onFailure(failure -> LOG.warn("a new connection is of no use", failure));
    }

    private static PgConnectOptions connectOptions(DatabaseConfig config) {
        return DatabaseAddress.parse(config.url())
                .connectOptions()
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheSqlFilter(PlannedEachTime::keepsPlan)
                .addProperty("application_name", "taskwire")
                .addProperty(
                        "statement_timeout",
                        String.valueOf(config.statementTimeout().toMillis()))
                .addProperty("lock_timeout", "5000")
                .addProperty("idle_in_transaction_session_timeout", "15000");
    }
}
