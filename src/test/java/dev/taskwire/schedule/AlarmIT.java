package dev.taskwire.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.schedule.SchedulerStage.Settling;
import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dead-man's switch: told once by one of three processes, and once that it is over. */
final class AlarmIT {
    private static final Duration MOST = Duration.ofSeconds(20);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final SchedulerStage stage = new SchedulerStage(POSTGRES);

    @BeforeEach
    void aScheduleWithADeadline() throws SQLException {
        stage.database().execute("TRUNCATE pgmq.q_notifications");
        assertThat(stage.sql("SELECT taskwire.schedule('backup', '0 0 1 1 *', 'cleanup_tasks', deadline => '1 s')"))
                .isEqualTo("created");
    }

    @Test
    void noSuccessByTheDeadlineRaisesOneAlarmUntilThereIsOne() throws SQLException {
        stage.start(3);
        run();
        await().atMost(MOST).until(() -> !stage.alarms().isEmpty());
        assertThat(stage.sql("SELECT string_agg(name, ',') FROM taskwire.schedule_occurrences"
                        + " WHERE alarm_raised_at >= deadline_at AND alarm_ended_at IS NULL"))
                .isEqualTo("backup");

        stage.settle(Settling.DELETE);

        await().atMost(MOST).until(() -> stage.alarms().size() == 2);
        assertThat(stage.alarms()).containsExactly("raised backup sent", "over backup done");
        assertThat(stage.sql("SELECT count(*) FROM taskwire.schedule_occurrences WHERE alarm_ended_at IS NOT NULL"))
                .isEqualTo("1");
    }

    @Test
    void theTeamIsToldInTheTransactionThatRaisesOrEndsTheAlarm() throws SQLException {
        stage.start(3);
        run();
        await().atMost(MOST).until(() -> stage.alarms().size() == 1);
        stage.settle(Settling.BURY);
        run();
        stage.settle(Settling.DELETE);
        await().atMost(MOST).until(() -> stage.alarms().size() == 2);

        assertThat(stage.sql("SELECT string_agg(message ->> 'title', '; ' ORDER BY msg_id) FROM pgmq.q_notifications"
                        + " WHERE message ->> 'type' = 'alert'"))
                .isEqualTo("The schedule backup had no success in time; The schedule backup is well again");
        assertThat(stage.sql("SELECT message ->> 'text' FROM pgmq.q_notifications ORDER BY msg_id LIMIT 1"))
                .matches("Its occurrence of 20\\S+Z was to be done by 20\\S+Z and is sent\\.");
        // A row's xmin is its transaction: that of the message is that of the alarm, unless the row was changed since.
        assertThat(stage.sql(
                        "SELECT count(*) FROM pgmq.q_notifications AS message JOIN taskwire.schedule_occurrences AS known"
                                + " ON known.xmin = message.xmin"))
                .isEqualTo("1");
    }

    @Test
    void aSuccessInTimeRaisesNone() throws SQLException {
        stage.start(1);
        run();
        stage.settle(Settling.DELETE);

        await().atMost(MOST)
                .until(() -> "1"
                        .equals(stage.sql(
                                "SELECT count(*) FROM taskwire.schedule_occurrences WHERE judged_at IS NOT NULL")));
        assertThat(stage.alarms()).isEmpty();
    }

    @Test
    void furtherOccurrencesWithoutASuccessAddNoneAndTheAlarmLastsUntilASuccessAfterThem() throws SQLException {
        stage.start(3);
        run();
        await().atMost(MOST).until(() -> stage.alarms().size() == 1);
        stage.settle(Settling.BURY);
        run();
        await().atMost(MOST)
                .until(() -> "2"
                        .equals(stage.sql(
                                "SELECT count(*) FROM taskwire.schedule_occurrences WHERE judged_at IS NOT NULL")));
        stage.settle(Settling.BURY);
        // The first one is made up for, the second is not.
        assertThat(stage.sql("SELECT taskwire.finish_occurrence(headers) FROM job_failures ORDER BY failed_at LIMIT 1"))
                .isEqualTo("true");
        await().during(Duration.ofSeconds(1))
                .atMost(MOST)
                .until(() -> stage.alarms().size() == 1);

        run();
        stage.settle(Settling.DELETE);

        await().atMost(MOST).until(() -> stage.alarms().size() == 2);
        assertThat(stage.alarms()).containsExactly("raised backup sent", "over backup done");
    }

    @Test
    void theAlarmOfAScheduleThatIsGoneIsOver() throws SQLException {
        stage.start(2);
        run();
        await().atMost(MOST).until(() -> stage.alarms().size() == 1);

        assertThat(stage.sql("SELECT taskwire.unschedule('backup')")).isEqualTo("true");

        await().atMost(MOST).until(() -> stage.alarms().equals(List.of("raised backup sent", "over backup sent")));
    }

    private void run() throws SQLException {
        assertThat(stage.sql("SELECT taskwire.run_schedule('backup')")).isNotNull();
    }
}
