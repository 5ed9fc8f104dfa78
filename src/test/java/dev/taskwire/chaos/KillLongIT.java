package dev.taskwire.chaos;

import dev.taskwire.support.PostgresExtension;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Processes that are killed while they work. */
@ExtendWith(VertxExtension.class)
final class KillLongIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Test
    void aFewKillsLoseNothingAndDoubleNothingWithoutAWord(Vertx vertx) throws Exception {
        KillScenario.run(POSTGRES.database(), vertx, 3, 1);
    }
}
