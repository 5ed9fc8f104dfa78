package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A message that ends its process each time it is worked on. */
final class KillerChaosIT {
    private static final int NEIGHBOURS = 20;
    private static final Duration MOST = Duration.ofSeconds(60);

    /** So that no process can have everything in hand. */
    private static final Map<String, String> TEN_IN_HAND = Map.of(
            "TASKWIRE_QUEUES_NOTIFICATIONS_BATCH_SIZE", "10",
            "TASKWIRE_QUEUES_NOTIFICATIONS_CONCURRENCY", "10");

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    @Test
    void isWorkedOnAloneFromItsThirdCrashOnAndBuriedAtItsTenthAndTakesNoNeighbourAlong() throws Exception {
        try (KillerFleet fleet = fleet(FleetSize.ONE_PROCESS, Map.of())) {
            fleet.fill();
            send();
            crashUntilBuried(fleet);

            report("one process", fleet.neighboursInHand());
            assertThat(fleet.neighboursInHand().subList(0, 3)).allMatch(neighbours -> neighbours > 0);
            assertBuriedAtItsTenthCrash(fleet.neighboursInHand());
        }
    }

    @Test
    void ofTwoProcessesItEndsOneAtATimeAndTheOtherGoesOnWithItsNeighbours() throws Exception {
        try (KillerFleet fleet = fleet(FleetSize.TWO_PROCESSES, TEN_IN_HAND)) {
            fleet.fill();
            send();
            await().atMost(MOST).until(fleet::hasLost);
            fleet.bury();
            assertThat(fleet.neighboursInHand()).hasSize(1).allMatch(neighbours -> neighbours > 0);
            await().atMost(MOST).until(() -> fleet.neighboursDone() >= NEIGHBOURS / 2);
            fleet.fill();
            crashUntilBuried(fleet);

            report("one of two processes", fleet.neighboursInHand());
            assertBuriedAtItsTenthCrash(fleet.neighboursInHand());
        }
    }

    private KillerFleet fleet(FleetSize size, Map<String, String> settings) {
        return new KillerFleet(postgres.database().url(), size, settings);
    }

    private void send() throws Exception {
        postgres.database().execute("""
                SELECT taskwire.send('notifications', '{"kills": true}');
                SELECT taskwire.send('notifications', jsonb_build_object('neighbour', n)) FROM generate_series(1, %d) AS n
                """.formatted(NEIGHBOURS));
    }

    private void crashUntilBuried(KillerFleet fleet) throws Exception {
        while (failures() == 0) {
            await().atMost(MOST).until(() -> fleet.hasLost() || failures() > 0);
            fleet.bury();
            assertThat(fleet.neighboursInHand().size()).isLessThan(20);
            fleet.fill();
        }
        await().atMost(MOST).until(() -> queued() == 0);
    }

    private void report(String ended, List<Integer> neighboursInHand) throws Exception {
        System.out.println("chaos: a message that ends " + ended + ": " + neighboursInHand.size()
                + " crashes, neighbours in hand at each " + neighboursInHand + ", dead letters " + failures() + ", "
                + NEIGHBOURS + " neighbours: " + queued() + " not done");
    }

    private void assertBuriedAtItsTenthCrash(List<Integer> neighboursInHand) throws Exception {
        assertThat(neighboursInHand).hasSize(10);
        assertThat(neighboursInHand.subList(3, 10)).containsOnly(0);
        assertThat(failures()).isEqualTo(1);
        assertThat(postgres.database().rows("SELECT message::text, reason, attempts FROM job_failures"))
                .containsExactly(Map.of(
                        "message",
                        "{\"kills\": true}",
                        "reason",
                        "its worker ended 10 times while it had this message in hand",
                        "attempts",
                        0));
        assertThat(queued()).isZero();
    }

    private long failures() throws Exception {
        return postgres.database().count("SELECT count(*) FROM job_failures");
    }

    private long queued() throws Exception {
        return postgres.database().count("SELECT count(*) FROM pgmq.q_notifications");
    }
}
