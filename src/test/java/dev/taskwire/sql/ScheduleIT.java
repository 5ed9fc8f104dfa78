package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.support.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Schedules as SQL makes them, with no process that fires them. */
final class ScheduleIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @BeforeEach
    void clear() throws SQLException {
        POSTGRES.database().execute("TRUNCATE taskwire.schedule, taskwire.schedule_occurrences, pgmq.q_cleanup_tasks");
    }

    @Test
    void theSameAgainChangesNothing() throws SQLException {
        assertThat(value("SELECT taskwire.schedule('report', '0  9 * * * ', 'cleanup_tasks', '{\"a\": 1}')"))
                .isEqualTo("created");
        assertThat(value("SELECT taskwire.schedule('report', '0 9 * * *', 'cleanup_tasks', '{\"a\": 1}')"))
                .isEqualTo("unchanged");
        assertThat(value("SELECT taskwire.schedule('report', '0 9 * * *', 'cleanup_tasks', '{\"a\": 2}')"))
                .isEqualTo("changed");
        assertThat(value("SELECT version || ' ' || message FROM taskwire.schedule"))
                .isEqualTo("2 {\"a\": 2}");
    }

    @Test
    void onlyOtherTimesMakeItForgetWhatWasDue() throws SQLException {
        POSTGRES.database()
                .execute("SELECT taskwire.schedule('report', '0 9 * * *', 'cleanup_tasks');"
                        + "UPDATE taskwire.schedule SET next_fire = '2026-01-01T09:00Z';"
                        + "SELECT taskwire.schedule('report', '0 9 * * *', 'cleanup_tasks', '5')");
        assertThat(value("SELECT next_fire IS NOT NULL FROM taskwire.schedule")).isEqualTo("true");

        POSTGRES.database()
                .execute("SELECT taskwire.schedule('report', '0 9 * * *', 'cleanup_tasks', '5', 'Europe/Berlin')");
        assertThat(value("SELECT next_fire IS NULL FROM taskwire.schedule")).isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'every 15 minutes'      | 00:15:00
            'EVERY 2 hours'         | 02:00:00
            interval '90 s'         | 00:01:30
            every => '1 day'        | 1 day
            '@daily'                | @daily
            '*/10 * * * * *'        | */10 * * * * *
            '0 9 ? * MON#1'         | 0 9 ? * MON#1
            """)
    void timesAreWrittenInSeveralWays(String times, String stored) throws SQLException {
        assertThat(value("SELECT taskwire.schedule(name => 'one', " + (times.contains("=>") ? times : cast(times))
                        + ", queue => 'cleanup_tasks')"))
                .isEqualTo("created");
        assertThat(value("SELECT coalesce(cron, every::text) FROM taskwire.schedule"))
                .isEqualTo(stored);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'x', '0 9 * *', 'cleanup_tasks'                                  | This is no cron expression: '0 9 * *' | five fields
            'x', 'soon', 'cleanup_tasks'                                     | no cron expression                    | five fields
            'x', NULL::text, 'cleanup_tasks'                                 | no cron expression: NULL              | five fields
            'x', 'every now', 'cleanup_tasks'                                | no interval: 'every now'              | every 15 minutes
            'x', 'every 1 month', 'cleanup_tasks'                            | months and years                      | cron expression
            'x', interval '0.5 s', 'cleanup_tasks'                           | every second to                       | whole seconds
            'x', interval '2.5 s', 'cleanup_tasks'                           | every second to                       | whole seconds
            '', '@daily', 'cleanup_tasks'                                    | name needs                            | 1 to 100
            'x', '@daily', 'nowhere'                                         | no queue 'nowhere'                    | pgmq.create
            'x', '@daily', 'activity_log'                                    | activity log                          | watched tables
            'x', '@daily', 'cleanup_tasks', NULL                             | message is NULL                       | '{}'
            'x', '@daily', 'cleanup_tasks', '{}', 'Mars/Base'                | no time zone 'Mars/Base'              | Europe/Berlin
            'x', '@daily', 'cleanup_tasks', missed => 'never'                | missed is one of                      | skip, once, all
            'x', '@daily', 'cleanup_tasks', most => 0                        | most is                               | 1 to 1000
            'x', '@daily', 'cleanup_tasks', grace => '0'                     | grace is                              | 1 second
            'x', '@daily', 'cleanup_tasks', deadline => '0'                  | deadline is                           | 1 second
            """)
    void whatCannotBeIsRefusedWithWhatToDo(String arguments, String problem, String advice) {
        assertThatThrownBy(() -> POSTGRES.database().execute("SELECT taskwire.schedule(" + arguments + ")"))
                .hasMessageContaining(problem)
                .hasMessageContaining(advice);
    }

    @ParameterizedTest
    @CsvSource({"pause_schedule", "resume_schedule", "run_schedule"})
    void aScheduleThatIsNotThereIsNamedBesideThoseThatAre(String function) throws SQLException {
        POSTGRES.database().execute("SELECT taskwire.schedule('report', '@daily', 'cleanup_tasks')");

        assertThatThrownBy(() -> POSTGRES.database().execute("SELECT taskwire." + function + "('repot')"))
                .hasMessageContaining("There is no schedule 'repot'")
                .hasMessageContaining("The schedules are: report");
    }

    @Test
    void changesWakeWhoListensWhenTheyCommit() throws SQLException {
        try (Connection connection = POSTGRES.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("LISTEN taskwire_wake; SELECT taskwire.keep_listening(60000)");
            statement.execute("BEGIN; SELECT taskwire.schedule('a', '@daily', 'cleanup_tasks'); ROLLBACK");
            assertThat(notifications(connection)).isEmpty();
            statement.execute("SELECT taskwire.schedule('a', '@daily', 'cleanup_tasks')");
            statement.execute("SELECT taskwire.schedule('a', '@daily', 'cleanup_tasks')");
            assertThat(notifications(connection)).containsExactly("schedules changed");
            statement.execute("SELECT taskwire.pause_schedule('a')");
            statement.execute("SELECT taskwire.resume_schedule('a')");
            assertThat(notifications(connection)).containsExactly("schedules changed");
        }
    }

    @Test
    void backfillFiresWhatHadNoSuccessAndNothingElse() throws SQLException {
        POSTGRES.database()
                .execute("SELECT taskwire.schedule('report', '@daily', 'cleanup_tasks');"
                        + "INSERT INTO taskwire.schedule_occurrences (name, fire_time, kind, state, event_id, queue, error)"
                        + " SELECT 'report', timestamptz '2026-01-01T00:00Z' + n * interval '1 day', 'scheduled', state,"
                        + " taskwire.occurrence_event_id('report', timestamptz '2026-01-01T00:00Z' + n * interval '1 day'),"
                        + " 'cleanup_tasks', CASE state WHEN 'failed' THEN 'no luck' END"
                        + " FROM unnest(ARRAY['done', 'failed', 'missed', 'sent']) WITH ORDINALITY AS s (state, n)");
        String times =
                "ARRAY(SELECT timestamptz '2026-01-01T00:00Z' + n * interval '1 day' FROM generate_series(1, 5) AS n)";

        assertThat(value("SELECT taskwire.backfill_schedule('report', " + times + ", '5 s')"))
                .isEqualTo("3");
        assertThat(value("SELECT taskwire.backfill_schedule('report', " + times + ", '5 s')"))
                .isEqualTo("0");

        assertThat(value("SELECT string_agg(state || ' ' || kind, ', ' ORDER BY fire_time)"
                        + " FROM taskwire.schedule_occurrences"))
                .isEqualTo("done scheduled, sent backfill, sent backfill, sent scheduled, sent backfill");
        assertThat(value(
                        "SELECT string_agg(round(extract(epoch FROM vt - (SELECT min(vt) FROM pgmq.q_cleanup_tasks)))::text,"
                                + " ' ' ORDER BY vt) FROM pgmq.q_cleanup_tasks"))
                .isEqualTo("0 5 10");
        assertThat(value("SELECT bool_and((headers ->> 'event_id')::uuid = taskwire.occurrence_event_id('report',"
                        + " (headers ->> 'fire_time')::timestamptz)) FROM pgmq.q_cleanup_tasks"))
                .isEqualTo("true");
    }

    @Test
    void aRoleMayBeLetInToMakeSchedules() throws SQLException {
        String role = "planner_" + ProcessHandle.current().pid();
        POSTGRES.database()
                .execute("CREATE ROLE " + role + "; GRANT USAGE ON SCHEMA taskwire TO " + role
                        + "; GRANT EXECUTE ON FUNCTION taskwire.schedule(text, text, text, jsonb, text, text, integer, interval,"
                        + " interval, interval) TO " + role);
        try {
            POSTGRES.database()
                    .execute("SET ROLE " + role + "; SELECT taskwire.schedule('theirs', '@daily', 'cleanup_tasks')");
            assertThat(value("SELECT name FROM taskwire.schedule")).isEqualTo("theirs");
            assertThatThrownBy(() ->
                            POSTGRES.database().execute("SET ROLE " + role + "; SELECT taskwire.unschedule('theirs')"))
                    .hasMessageContaining("permission denied");
        } finally {
            POSTGRES.database().execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
        }
    }

    private static String cast(String times) {
        return times.startsWith("interval") ? "every => " + times : "cron => " + times;
    }

    private static List<String> notifications(Connection connection) throws SQLException {
        PGNotification[] notifications = connection.unwrap(PGConnection.class).getNotifications();
        return Arrays.stream(notifications).map(PGNotification::getParameter).toList();
    }

    private static String value(String query) throws SQLException {
        return String.valueOf(POSTGRES.database().value(query));
    }
}
