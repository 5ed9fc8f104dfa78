package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A queue that is paused, and several processes: one that hears notifications, and one that only polls. */
final class PauseIT {
    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    @Test
    void noProcessTakesAnythingOfAPausedQueueAlsoAfterARestartAndAllGoOnWhenItIsResumed() throws Exception {
        postgres.database().execute("CREATE TABLE note (id int PRIMARY KEY); SELECT taskwire.watch('note')");
        try (RunningTaskwire hearing = RunningTaskwire.start(postgres.config());
                RunningTaskwire polling = RunningTaskwire.start(postgres.config(
                        "TASKWIRE_WAKE", "off", "TASKWIRE_QUEUES_ACTIVITY_LOG_POLL_INTERVAL", "100ms"))) {
            insert(1);
            awaitLogged(1);

            postgres.database().execute("SELECT taskwire.pause('activity_log')");
            insert(2);
            for (RunningTaskwire one : new RunningTaskwire[] {hearing, polling}) {
                await().atMost(Duration.ofSeconds(3))
                        .until(() -> one.recorded().paused().contains("activity_log"));
            }
        }
        try (RunningTaskwire restarted = RunningTaskwire.start(postgres.config())) {
            await().until(() -> restarted.recorded().paused().contains("activity_log"));
            insert(3);
            RunningTaskwire.awaitRest(postgres.database());
            assertThat(logged()).isEqualTo(1);
            assertThat(postgres.database().count("SELECT count(*) FROM pgmq.q_activity_log WHERE read_ct = 0"))
                    .isEqualTo(2);

            postgres.database().execute("SELECT taskwire.resume('activity_log')");
            awaitLogged(3);
            await().until(() -> restarted.recorded().paused().isEmpty());
        }
    }

    @Test
    void aProcessThatOnlyPollsGoesOnWithinASecondOfTheResume() throws Exception {
        postgres.database().execute("CREATE TABLE note (id int PRIMARY KEY); SELECT taskwire.watch('note')");
        postgres.database().execute("SELECT taskwire.pause('activity_log')");
        insert(1);
        try (RunningTaskwire polling = RunningTaskwire.start(postgres.config("TASKWIRE_WAKE", "off"))) {
            await().until(() -> polling.recorded().paused().contains("activity_log"));
            RunningTaskwire.awaitRest(postgres.database());
            assertThat(logged()).isZero();

            postgres.database().execute("SELECT taskwire.resume('activity_log')");

            awaitLogged(1);
        }
    }

    private void insert(int id) throws SQLException {
        postgres.database().execute("INSERT INTO note VALUES (" + id + ")");
    }

    private void awaitLogged(int changes) {
        await().atMost(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> logged() == changes);
    }

    private long logged() throws SQLException {
        return postgres.database().count("SELECT count(*) FROM activity_logs");
    }
}
