package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The built-in jobs of a whole Taskwire. */
final class BuiltInJobsIT {
    private static final String SCHEDULES =
            "SELECT concat_ws(' ', name, cron, zone, queue, message) AS schedule FROM taskwire.schedule ORDER BY name";

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    @Test
    void aStartMakesTheirSchedules() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(postgres.config())) {
            awaitSchedules(5);

            assertThat(schedules()).isEqualTo("""
                    daily_report 0 9 * * * UTC report_generation {"job": "daily_report"}
                    daily_stats 0 1 * * * UTC report_generation {"job": "daily_stats"}
                    health_check 0 * * * * UTC report_generation {"job": "health_check"}
                    weekly_cleanup 0 2 * * SUN UTC cleanup_tasks {"job": "weekly_cleanup"}
                    weekly_summary 0 0 * * MON UTC report_generation {"job": "weekly_summary"}""");
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
    }

    @Test
    void eachIsDoneByItsScheduleAndItsOccurrenceSaysSo() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(postgres.config())) {
            awaitSchedules(5);

            postgres.database().execute("SELECT taskwire.run_schedule(name) FROM taskwire.schedule");

            await().until(() -> postgres.database()
                            .count("SELECT count(DISTINCT name) FROM taskwire.schedule_occurrences"
                                    + " WHERE kind = 'run' AND state = 'done'")
                    == 5);
            assertThat(taskwire.recorded().buried()).isEmpty();
            assertThat(postgres.database().count("SELECT count(*) FROM daily_stats"))
                    .isBetween(7L, 8L);
        }
    }

    @Test
    void whatIsNoJobBecomesADeadLetterInWords() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(postgres.config())) {
            postgres.database().execute("SELECT taskwire.send('cleanup_tasks', '{\"type\": \"cleanup\"}')");

            await().until(() -> !taskwire.recorded().buried().isEmpty());

            assertThat(taskwire.recorded().buried().get(0)).startsWith("the message names no job");
        }
    }

    @Test
    void oneThatIsDisabledIsTakenAwayAndSchedulesOfOtherFilesStay() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(postgres.config())) {
            awaitSchedules(5);
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
        postgres.database().execute("""
                SELECT taskwire.schedule('of_another_file', '@daily', 'cleanup_tasks');
                UPDATE taskwire.schedule SET configured = '{}' WHERE name = 'of_another_file'
                """);

        try (RunningTaskwire taskwire =
                RunningTaskwire.start(postgres.config("TASKWIRE_JOBS_HEALTH_CHECK_ENABLED", "false"))) {
            await().until(() ->
                    postgres.database().count("SELECT count(*) FROM taskwire.schedule WHERE name = 'health_check'")
                            == 0);
            awaitSchedules(5);
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
    }

    private void awaitSchedules(int number) {
        await().until(() -> postgres.database().count("SELECT count(*) FROM taskwire.schedule") == number);
    }

    private String schedules() throws SQLException {
        return postgres.database().rows(SCHEDULES).stream()
                .map(row -> String.valueOf(row.get("schedule")))
                .collect(Collectors.joining("\n"));
    }
}
