package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.testing.PostgresExtension;
import dev.taskwire.testing.TaskwireProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A message that ends its process each time it is worked on. */
final class KillerChaosIT {
    private static final int NEIGHBOURS = 20;
    private static final Duration END_MOST = Duration.ofSeconds(60);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Test
    void isWorkedOnAloneFromItsThirdCrashOnAndBuriedAtItsTenthAndTakesNoNeighbourAlong() throws Exception {
        POSTGRES.database().execute("""
                SELECT taskwire.send('notifications', '{"kills": true}');
                SELECT taskwire.send('notifications', jsonb_build_object('neighbour', n)) FROM generate_series(1, %d) AS n
                """.formatted(NEIGHBOURS));

        List<Integer> neighboursInHand = new ArrayList<>();
        while (failures() == 0) {
            try (TaskwireProcess worker = start()) {
                await().atMost(END_MOST).until(() -> !worker.isAlive() || failures() > 0);
                if (!worker.isAlive()) {
                    assertThat(worker.exitCode()).isEqualTo(KillerWorker.EXIT_CODE);
                    neighboursInHand.add(lastWords(worker));
                } else {
                    await().atMost(END_MOST).until(() -> queued() == 0);
                }
            }
            assertThat(neighboursInHand.size()).isLessThan(20);
        }

        System.out.println("chaos: a message that ends its process: " + neighboursInHand.size()
                + " crashes, neighbours in hand at each " + neighboursInHand + ", dead letters " + failures() + ", "
                + NEIGHBOURS + " neighbours: " + queued() + " not done");
        assertThat(neighboursInHand).hasSize(10);
        assertThat(neighboursInHand.subList(0, 3)).allMatch(neighbours -> neighbours > 0);
        assertThat(neighboursInHand.subList(3, 10)).containsOnly(0);
        assertThat(failures()).isEqualTo(1);
        assertThat(POSTGRES.database().rows("SELECT message::text, reason, attempts FROM job_failures"))
                .containsExactly(Map.of(
                        "message",
                        "{\"kills\": true}",
                        "reason",
                        "its worker ended 10 times while it had this message in hand",
                        "attempts",
                        0));
        assertThat(queued()).isZero();
    }

    private static TaskwireProcess start() throws Exception {
        return TaskwireProcess.startMain(
                KillerWorker.class.getName(),
                Map.of(
                        "DATABASE_URL", POSTGRES.database().url(),
                        "TASKWIRE_DATABASE_STATEMENT_TIMEOUT", "1s",
                        "TASKWIRE_QUEUES_ACTIVITY_LOG_VISIBILITY_TIMEOUT", "2s",
                        "TASKWIRE_QUEUES_NOTIFICATIONS_VISIBILITY_TIMEOUT", "2s",
                        "TASKWIRE_QUEUES_NOTIFICATIONS_POLL_INTERVAL", "100ms"));
    }

    private static int lastWords(TaskwireProcess worker) throws Exception {
        return worker.output()
                .lines()
                .filter(line -> line.startsWith(KillerWorker.LAST_WORDS))
                .map(line -> Integer.parseInt(line.substring(KillerWorker.LAST_WORDS.length())))
                .findFirst()
                .orElseThrow();
    }

    private static long failures() throws Exception {
        return POSTGRES.database().count("SELECT count(*) FROM job_failures");
    }

    private static long queued() throws Exception {
        return POSTGRES.database().count("SELECT count(*) FROM pgmq.q_notifications");
    }
}
