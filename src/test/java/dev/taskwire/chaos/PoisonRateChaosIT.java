package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What bad messages leave behind: nothing that slows down those who come later. */
@ExtendWith(VertxExtension.class)
final class PoisonRateChaosIT {
    private static final Duration MOST = Duration.ofSeconds(100);
    private static final int ROUNDS = 3;

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    @ParameterizedTest(name = "in {0}")
    @EnumSource(names = {"ONE_PROCESS", "TWO_PROCESSES"})
    void theQueueRunsAtItsFormerRateAfterwards(FleetSize size, Vertx vertx) throws Exception {
        try (PoisonStage stage = new PoisonStage(postgres.database(), vertx, size)) {
            stage.start();
            drain(stage);
            List<Long> before = drains(stage);
            stage.sendActivitiesAmongGood(Poison.activities());
            await().atMost(MOST).until(() -> stage.queued("activity_log") == 0);
            List<Long> after = drains(stage);

            double ratio = (double) min(before) / min(after);
            System.out.printf(
                    "chaos: 20,000 messages drained by %s before the poison in %s ms, afterwards in %s ms: %.2f of the"
                            + " former rate%n",
                    size, before, after, ratio);
            stage.assertAllMovedActivities();
            assertThat(ratio).isGreaterThan(0.5);
        }
    }

    private List<Long> drains(PoisonStage stage) throws SQLException {
        List<Long> times = new ArrayList<>();
        while (times.size() < ROUNDS) {
            times.add(drain(stage));
        }
        return times;
    }

    private long drain(PoisonStage stage) throws SQLException {
        postgres.database()
                .execute(
                        "SELECT count(*) FROM generate_series(1, 20000) AS n, pgmq.send('activity_log', jsonb_build_object("
                                + "'entity_type', 'more', 'entity_id', n, 'action', 'created'))");
        long since = System.nanoTime();
        postgres.database().execute("SELECT taskwire.wake('activity_log')");
        await().atMost(MOST).pollInterval(Duration.ofMillis(10)).until(() -> stage.queued("activity_log") == 0);
        return Duration.ofNanos(System.nanoTime() - since).toMillis();
    }

    private static long min(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).min().orElseThrow();
    }
}
