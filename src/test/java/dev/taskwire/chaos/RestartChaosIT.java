package dev.taskwire.chaos;

import dev.taskwire.support.PostgresExtension;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Restarts by SIGTERM while work is in hand, of a process alone and of one beside another. */
@ExtendWith(VertxExtension.class)
final class RestartChaosIT {
    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    @ParameterizedTest(name = "of {0}")
    @EnumSource(names = {"ONE_PROCESS", "TWO_PROCESSES"})
    void restartsWithAMailInHandCountAsNoAttempt(FleetSize size, Vertx vertx) throws Exception {
        new RestartScenario(postgres.database(), vertx, size).run(8);
    }
}
