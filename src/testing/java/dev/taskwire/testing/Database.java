package dev.taskwire.testing;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.config.Secret;
import dev.taskwire.postgres.Pools;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A database with connections to it, for the thread of a test, which waits. */
final class Database {
    private static final Duration CONNECT_MOST = Duration.ofSeconds(10);
    private static final Duration STATEMENT_MOST = Duration.ofSeconds(30);

    /** Longer than what is waited for may take by itself, which then says why. */
    private static final Duration WAIT_MOST = Duration.ofSeconds(60);

    private static final int CONNECTIONS = 8;

    private final String name;
    private final String url;
    private final Pool pool;

    private Database(String name, String url, Pool pool) {
        this.name = name;
        this.url = url;
        this.pool = pool;
    }

    static Database open(Vertx vertx, String name, String url) {
        Secret address = new Secret(url);
        DatabaseConfig config =
                new DatabaseConfig(address, address, "public", CONNECTIONS, CONNECT_MOST, STATEMENT_MOST);
        return new Database(name, url, Pools.named("taskwire-testing", vertx, config));
    }

    String name() {
        return name;
    }

    String url() {
        return url;
    }

    Pool pool() {
        return pool;
    }

    void run(String statement) {
        await(pool.query(statement).execute());
    }

    List<Row> rows(String statement, Object... binds) {
        List<Row> rows = new ArrayList<>();
        await(pool.preparedQuery(statement).execute(Tuple.wrap(binds))).forEach(rows::add);
        return rows;
    }

    void close() {
        await(pool.close());
    }

    /** Waits on a thread that may; throws what the future fails with. */
    static <T> T await(Future<T> future) {
        return future.timeout(WAIT_MOST.toSeconds(), TimeUnit.SECONDS).await();
    }
}
