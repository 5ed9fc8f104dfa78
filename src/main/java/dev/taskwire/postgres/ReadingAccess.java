package dev.taskwire.postgres;

import dev.taskwire.config.DatabaseConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Connections for whoever looks at a database and changes nothing in it. */
public final class ReadingAccess {
    private static final String NAME = "taskwire doctor";
    private static final int WAITING_MOST = 100;

    private ReadingAccess() {}

    /**
     * A small pool whose transactions can write nothing.
     *
     * @param statementTimeout how long a statement may take, and somebody wait for a connection
     */
    public static Pool pool(Vertx vertx, DatabaseConfig config, int size, Duration statementTimeout) {
        return PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(size)
                        .setMaxWaitQueueSize(WAITING_MOST)
                        .setConnectionTimeout((int) statementTimeout.toMillis())
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .connectingTo(plain(DatabaseAddress.parse(config.url()))
                        .addProperty("default_transaction_read_only", "on")
                        .addProperty("statement_timeout", String.valueOf(statementTimeout.toMillis())))
                .using(vertx)
                .build();
    }

    /** One connection with the settings that role and database give it. */
    public static Future<PgConnection> connect(Vertx vertx, DatabaseAddress address) {
        return PgConnection.connect(vertx, plain(address));
    }

    private static PgConnectOptions plain(DatabaseAddress address) {
        return address.connectOptions().addProperty("application_name", NAME);
    }
}
