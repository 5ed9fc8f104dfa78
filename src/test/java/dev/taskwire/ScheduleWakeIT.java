package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How soon a whole process knows of a schedule that somebody makes in SQL. */
final class ScheduleWakeIT {
    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    @Test
    void withinMomentsBecauseItWasNotified() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(postgres.config())) {
            await().until(() -> taskwire.recorded().timesListening() == 1);
            assertThat(plannedWithin(5)).isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void withinASecondWithNotificationsOff() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(postgres.config("TASKWIRE_WAKE", "off"))) {
            assertThat(plannedWithin(5)).isLessThan(Duration.ofSeconds(1));
            assertThat(taskwire.recorded().timesListening()).isZero();
        }
    }

    /** How long it took at the most until somebody had worked out when a new schedule fires. */
    private Duration plannedWithin(int schedules) throws SQLException {
        for (int i = 0; i < schedules; i++) {
            assertThat(postgres.database()
                            .value("SELECT taskwire.schedule(?, '0 0 1 1 *', 'cleanup_tasks')", "schedule " + i))
                    .isEqualTo("created");
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() ->
                            postgres.database().count("SELECT count(*) FROM taskwire.schedule WHERE planned_at IS NULL")
                                    == 0);
        }
        return Duration.ofMillis(postgres.database()
                .count("SELECT extract(epoch FROM max(planned_at - changed_at) * 1000)::int FROM taskwire.schedule"));
    }
}
