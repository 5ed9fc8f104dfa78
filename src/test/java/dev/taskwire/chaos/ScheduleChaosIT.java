package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.testing.PostgresExtension;
import dev.taskwire.testing.TaskwireProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three processes, fifty schedules every second, a process killed every ten: each occurrence once, and none missing. */
final class ScheduleChaosIT {
    private static final int SCHEDULES = 50;
    private static final int KILLS = 5;
    private static final Duration MOST = Duration.ofMinutes(2);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final Deque<TaskwireProcess> processes = new ArrayDeque<>();

    @Test
    void eachOccurrenceIsFiredOnceWhileProcessesAreKilled() throws Exception {
        POSTGRES.database().execute("SELECT pgmq.create('chores')");
        try {
            for (int i = 0; i < 3; i++) {
                start();
            }
            POSTGRES.database()
                    .execute("SELECT taskwire.schedule('every second ' || n, '* * * * * *', 'chores')"
                            + " FROM generate_series(1, " + SCHEDULES + ") AS n");
            for (int kills = 0; kills < KILLS; kills++) {
                awaitSeconds(10L * (kills + 1));
                try (TaskwireProcess killed = processes.removeFirst()) {
                    assertThat(killed.kill()).isNotZero();
                }
                start();
            }
            awaitSeconds(10L * (KILLS + 1));
            POSTGRES.database().execute("SELECT taskwire.pause_schedule(name) FROM taskwire.schedule");
        } finally {
            for (TaskwireProcess process : processes) {
                process.close();
            }
        }

        long occurrences =
                POSTGRES.database().count("SELECT count(*) FROM taskwire.schedule_occurrences WHERE queue = 'chores'");
        System.out.println("chaos: kill -9 of one of three processes every 10 s, " + SCHEDULES
                + " schedules every second: " + KILLS + " kills, " + occurrences
                + " occurrences, each fired once; the latest "
                + POSTGRES.database()
                        .value(
                                "SELECT max(sent_at - fire_time) FROM taskwire.schedule_occurrences WHERE queue = 'chores'")
                + " after its time, half of them within "
                + POSTGRES.database()
                        .value("SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY sent_at - fire_time)"
                                + " FROM taskwire.schedule_occurrences WHERE queue = 'chores'"));
        assertThat(occurrences).isGreaterThanOrEqualTo(SCHEDULES * 10L * (KILLS + 1));
        assertThat(
                        POSTGRES.database()
                                .count(
                                        "SELECT count(*) FROM taskwire.schedule_occurrences WHERE queue = 'chores' AND state <> 'sent'"))
                .isZero();
        assertThat(POSTGRES.database().count("SELECT count(*) FROM pgmq.q_chores"))
                .isEqualTo(occurrences);
        assertThat(POSTGRES.database().count("SELECT count(DISTINCT headers ->> 'event_id') FROM pgmq.q_chores"))
                .isEqualTo(occurrences);
        assertThat(
                        POSTGRES.database()
                                .count(
                                        "SELECT count(*) FROM (SELECT fire_time - lag(fire_time) OVER (PARTITION BY name ORDER BY fire_time)"
                                                + " AS step FROM taskwire.schedule_occurrences WHERE queue = 'chores') AS steps WHERE step <> interval '1 s'"))
                .isZero();
    }

    /** Waits until each schedule has fired so often. */
    private static void awaitSeconds(long seconds) {
        await().atMost(MOST)
                .until(() -> POSTGRES.database()
                                .count(
                                        "SELECT min(n) FROM (SELECT count(*) AS n FROM taskwire.schedule_occurrences GROUP BY name)"
                                                + " AS counts")
                        >= seconds);
    }

    private void start() throws IOException, SQLException {
        TaskwireProcess process = TaskwireProcess.start(
                Map.of(
                        "DATABASE_URL", POSTGRES.database().url(),
                        "TASKWIRE_HTTP_PORT", "0",
                        "TASKWIRE_DATABASE_POOL_SIZE", "4"),
                "serve");
        processes.addLast(process);
        await().atMost(MOST).until(() -> process.output().contains("listening for wakes"));
    }
}
