package dev.taskwire.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.Outcome;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reports: who is told what, and once. */
final class ReportIT {
    private static final String DAILY = "{\"job\": \"daily_report\"}";
    private static final String WEEKLY = "{\"job\": \"weekly_summary\"}";
    private static final String TUESDAY = "2026-11-24T09:00:00Z";
    private static final String MONDAY = "2026-11-23T00:00:00Z";

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final JobStage stage = new JobStage(POSTGRES);

    @BeforeEach
    void subscribers() throws SQLException {
        POSTGRES.database().execute("""
                INSERT INTO taskwire.notification_preferences (user_key, type, channel, wanted) VALUES
                  ('ada', 'daily_report', '*', true), ('ada', 'daily_report', 'in_app', false),
                  ('grace', 'daily_report', 'email', true), ('grace', 'daily_report', 'in_app', true),
                  ('grace', 'weekly_summary', '*', true),
                  ('linus', 'daily_report', '*', false), ('mina', '*', '*', true), ('omar', 'task_assigned', '*', true)
                """);
    }

    @Test
    void yesterdaysFiguresGoToTheTeamAndToWhoeverSubscribed() throws SQLException {
        POSTGRES.database()
                .execute("INSERT INTO daily_stats VALUES ('2026-11-23', 1204, 37, 29, 4), ('2026-11-22', 1, 1, 1, 1)");

        assertThat(stage.run(stage.jobs(Map.of()), DAILY, TUESDAY)).isEqualTo(Outcome.DONE);

        assertThat(told("daily_report")).isEqualTo("ada 2026-11-23 1204 37 29 4, grace 2026-11-23 1204 37 29 4");
        assertThat(POSTGRES.database()
                        .value(
                                "SELECT concat_ws('; ', message ->> 'title', message ->> 'text') FROM pgmq.q_notifications"
                                        + " WHERE message ->> 'type' = 'figures'"))
                .isEqualTo("2026-11-23: 37 tasks created, 29 completed; Tasks in all: 1204. New users: 4.");
        assertThat(POSTGRES.database().count("SELECT count(*) FROM pgmq.q_notifications"))
                .isEqualTo(3);
    }

    @Test
    void aJobThatComesAgainSendsTheSameEvents() throws SQLException {
        POSTGRES.database().execute("INSERT INTO daily_stats VALUES ('2026-11-23', 1204, 37, 29, 4)");
        Jobs jobs = stage.jobs(Map.of());

        stage.run(jobs, DAILY, TUESDAY);
        stage.run(jobs, DAILY, TUESDAY);
        stage.run(jobs, "{\"job\": \"daily_report\", \"date\": \"2026-11-23\"}", "2026-12-01T15:00:00Z");

        assertThat(POSTGRES.database().count("SELECT count(*) FROM pgmq.q_notifications"))
                .isEqualTo(9);
        assertThat(POSTGRES.database().count("SELECT count(DISTINCT headers ->> 'event_id') FROM pgmq.q_notifications"))
                .isEqualTo(3);
    }

    @Test
    void reportsOfTwoDaysAreTwoEvents() throws SQLException {
        POSTGRES.database()
                .execute("INSERT INTO daily_stats VALUES ('2026-11-22', 1, 1, 1, 1), ('2026-11-23', 2, 2, 2, 2)");
        Jobs jobs = stage.jobs(Map.of());

        stage.run(jobs, DAILY, MONDAY);
        stage.run(jobs, DAILY, TUESDAY);

        assertThat(POSTGRES.database().count("SELECT count(DISTINCT headers ->> 'event_id') FROM pgmq.q_notifications"))
                .isEqualTo(6);
    }

    @Test
    void aDayWithoutARowIsCountedBeforeAndWhatIsNotKnownIsADash() throws SQLException {
        stage.run(stage.jobs(Map.of()), DAILY, TUESDAY);

        assertThat(POSTGRES.database().value("SELECT date FROM daily_stats")).isEqualTo("2026-11-23");
        assertThat(told("daily_report")).startsWith("ada 2026-11-23 – 0 0 –");
    }

    @Test
    void whereNobodySubscribedTheTeamIsToldAlone() throws SQLException {
        POSTGRES.database().execute("TRUNCATE taskwire.notification_preferences");

        assertThat(stage.run(stage.jobs(Map.of()), DAILY, TUESDAY)).isEqualTo(Outcome.DONE);

        assertThat(POSTGRES.database().value("SELECT string_agg(message ->> 'type', ',') FROM pgmq.q_notifications"))
                .isEqualTo("figures");
    }

    @Test
    void theSummaryIsOfTheLastWholeWeekAlsoWhereItIsAskedForLater() throws SQLException {
        POSTGRES.database().execute("""
                INSERT INTO daily_stats SELECT date '2026-11-14' + n, 100 + n, n, 1, NULL FROM generate_series(0, 9) AS n
                """);
        Jobs jobs = stage.jobs(Map.of());

        for (String at : new String[] {MONDAY, "2026-11-26T12:00:00Z"}) {
            stage.run(jobs, WEEKLY, at);
        }
        stage.run(jobs, "{\"job\": \"weekly_summary\", \"date\": \"2026-11-18\"}", "2026-12-24T00:00:00Z");

        // 2026-11-16, a Monday, is the third of them.
        assertThat(POSTGRES.database()
                        .value(
                                "SELECT string_agg(DISTINCT concat_ws(' ', message ->> 'user_id', message ->> 'week_start',"
                                        + " message ->> 'week_end', message ->> 'total_tasks', message ->> 'created_tasks',"
                                        + " message ->> 'completed_tasks', message ->> 'new_users'), ', ')"
                                        + " FROM pgmq.q_notifications WHERE message ->> 'type' = 'weekly_summary'"))
                .isEqualTo("grace 2026-11-16 2026-11-22 108 35 7 –");
    }

    @Test
    void aWeekThatIsNotOverIsRejected() {
        assertThat(stage.run(stage.jobs(Map.of()), "{\"job\": \"weekly_summary\", \"date\": \"2026-11-23\"}", TUESDAY))
                .isEqualTo(Outcome.reject("the week from 2026-11-23 is not over in UTC"));
    }

    private static String told(String type) throws SQLException {
        return String.valueOf(POSTGRES.database()
                .value(
                        "SELECT string_agg(concat_ws(' ', message ->> 'user_id', message ->> 'date', message ->> 'total_tasks',"
                                + " message ->> 'created_tasks', message ->> 'completed_tasks', message ->> 'new_users'), ', '"
                                + " ORDER BY message ->> 'user_id') FROM pgmq.q_notifications WHERE message ->> 'type' = ?",
                        type));
    }
}
