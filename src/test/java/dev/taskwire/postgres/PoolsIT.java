package dev.taskwire.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.StillRelay;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(VertxExtension.class)
final class PoolsIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.empty();

    @Test
    void aStatementFailsInTimeAndItsConnectionIsReplacedWhenTheServerStandsStill(Vertx vertx) throws Exception {
        URI server = URI.create(POSTGRES.database().url());
        try (StillRelay relay = new StillRelay(server.getHost(), server.getPort())) {
            Pool pool = Pools.create(
                    vertx, config(POSTGRES.database().through(relay.port())).database());
            assertThat(one(pool).await(10, TimeUnit.SECONDS)).isEqualTo(1);

            relay.standStill();

            // A second for the statement, ten on top.
            assertThatThrownBy(() -> one(pool).await(20, TimeUnit.SECONDS))
                    .hasMessageContaining("connection may have been lost");
            // As a worker, which pauses after a turn that failed.
            await().pollDelay(Duration.ofMillis(100))
                    .ignoreExceptions()
                    .until(() -> one(pool).await(2, TimeUnit.SECONDS).equals(1));
            pool.close().await(10, TimeUnit.SECONDS);
        }
    }

    private static TaskwireConfig config(String url) {
        return POSTGRES.config(
                "DATABASE_URL", url,
                "TASKWIRE_DATABASE_POOL_SIZE", "1",
                "TASKWIRE_DATABASE_STATEMENT_TIMEOUT", "1s");
    }

    private static Future<Integer> one(Pool pool) {
        return pool.query("SELECT 1")
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0));
    }
}
