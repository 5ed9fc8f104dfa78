package dev.taskwire.doctor;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.DatabaseAddress;
import dev.taskwire.postgres.ReadingAccess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What the checks of one examination share.
 *
 * @param pool its transactions can write nothing
 * @param clock this machine's
 */
record Ground(Vertx vertx, TaskwireConfig config, Pool pool, Limits limits, Clock clock) {
    private static final Duration CLOSING_MOST = Duration.ofSeconds(1);

    DatabaseAddress address() {
        return DatabaseAddress.parse(config.database().url());
    }

    DatabaseAddress listenAddress() {
        return DatabaseAddress.parse("database.listen_url", config.database().listenUrl());
    }

    /** Uses a connection of its own, which is closed afterwards, whatever came of it. */
    <T> Future<T> connected(DatabaseAddress to, Function<PgConnection, Future<T>> use) {
        return ReadingAccess.connect(vertx, to)
                .compose(connection -> use.apply(connection)
                        .eventually(() -> connection.close().otherwiseEmpty()));
    }

    /** Whoever does not say good-bye in time is left behind. */
    static Future<Void> closed(Future<Void> closing) {
        return closing.timeout(CLOSING_MOST.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    /** A duration as statements take it. */
    static double milliseconds(Duration duration) {
        return duration.toMillis();
    }
}
