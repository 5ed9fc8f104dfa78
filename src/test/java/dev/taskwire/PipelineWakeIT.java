package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.WakeCause;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What brings a change to the log in time: a notification, or the poll. */
final class PipelineWakeIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final WatchedTasks tasks = new WatchedTasks(POSTGRES);

    @Test
    void aChangeIsLoggedWithinMomentsBecauseItWasNotified() throws SQLException {
        try (RunningTaskwire taskwire =
                RunningTaskwire.start(POSTGRES.config("TASKWIRE_QUEUES_ACTIVITY_LOG_POLL_INTERVAL", "1h"))) {
            await().until(() -> taskwire.recorded().timesListening() == 1);
            RunningTaskwire.awaitRest(tasks.database());
            tasks.database().execute("INSERT INTO tasks VALUES (1, 'Write tests', 'todo', 3)");

            tasks.awaitLogged(1);

            assertThat(taskwire.recorded().causes()).containsExactly(WakeCause.NOTIFICATION);
            assertThat(tasks.logged().get(0))
                    .containsEntry("entity_type", "task")
                    .containsEntry("entity_key", "1")
                    .containsEntry("action", "created");
        }
    }

    @Test
    void withNotificationsOffEverythingArrivesWithinThePollInterval() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(
                POSTGRES.config("TASKWIRE_WAKE", "off", "TASKWIRE_QUEUES_ACTIVITY_LOG_POLL_INTERVAL", "1s"))) {
            RunningTaskwire.awaitRest(tasks.database());
            tasks.database()
                    .execute("INSERT INTO tasks SELECT i, 'polled', 'todo', i FROM generate_series(1, 100) AS i");

            await().atMost(Duration.ofMillis(1750)).until(() -> tasks.logged().size() == 100);

            assertThat(taskwire.recorded().causes()).containsOnly(WakeCause.POLL);
            assertThat(taskwire.recorded().timesListening()).isZero();
        }
    }

    @Test
    void aWriterThatSwitchesItsWakeOffIsFoundByThePoll() throws SQLException {
        try (RunningTaskwire taskwire =
                RunningTaskwire.start(POSTGRES.config("TASKWIRE_QUEUES_ACTIVITY_LOG_POLL_INTERVAL", "1s"))) {
            await().until(() -> taskwire.recorded().timesListening() == 1);
            RunningTaskwire.awaitRest(tasks.database());
            tasks.database()
                    .execute("BEGIN; SET LOCAL taskwire.wake = 'off'; INSERT INTO tasks VALUES (1, 'quiet', 'todo', 0);"
                            + "PREPARE TRANSACTION 'quiet'");
            tasks.database().execute("COMMIT PREPARED 'quiet'");

            tasks.awaitLogged(1);

            assertThat(taskwire.recorded().causes()).containsOnly(WakeCause.POLL);
        }
    }
}
