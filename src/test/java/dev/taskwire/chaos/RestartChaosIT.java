package dev.taskwire.chaos;

import dev.taskwire.testing.PostgresExtension;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Restarts by SIGTERM while work is in hand. */
@ExtendWith(VertxExtension.class)
final class RestartChaosIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Test
    void twentyRestartsWithAMailInHandCountAsNoAttempt(Vertx vertx) throws Exception {
        RestartScenario.run(POSTGRES.database(), vertx, 20);
    }
}
