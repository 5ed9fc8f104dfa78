package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.support.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

final class SendIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Test
    void aMessageGetsAnEventId() throws SQLException {
        long id = POSTGRES.database().count("SELECT taskwire.send('cleanup_tasks', '{\"a\": 1}')");

        assertThat(message(id)).isEqualTo("{\"a\": 1}");
        assertThat(header(id, "event_id")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(header(id, "traceparent")).isNull();
    }

    @Test
    void headersThatAreGivenStay() throws SQLException {
        long id = POSTGRES.database()
                .count(
                        "SELECT taskwire.send('cleanup_tasks', '1', '{\"event_id\": \"mine\", \"traceparent\": \"00-mine\"}')"
                                + " FROM set_config('taskwire.traceparent', '00-session', true)");

        assertThat(header(id, "event_id")).isEqualTo("mine");
        assertThat(header(id, "traceparent")).isEqualTo("00-mine");
    }

    @Test
    void theTraceOfTheSessionIsAdded() throws SQLException {
        long id = POSTGRES.database()
                .count(
                        "SELECT taskwire.send('cleanup_tasks', '1') FROM set_config('taskwire.traceparent', '00-session', true)");

        assertThat(header(id, "traceparent")).isEqualTo("00-session");
    }

    @Test
    void aMessageForSoonIsInvisibleUntilThen() throws SQLException {
        long id = POSTGRES.database().count("SELECT taskwire.send('cleanup_tasks', '1', delay => '50 s')");

        assertThat(POSTGRES.database()
                        .value(
                                "SELECT vt > clock_timestamp() + interval '40 s' FROM pgmq.q_cleanup_tasks WHERE msg_id = ?",
                                id))
                .isEqualTo("true");
    }

    @Test
    void aMessageForLaterIsParkedUnderAnIdOfItsQueue() throws SQLException {
        long id = POSTGRES.database().count("SELECT taskwire.send('cleanup_tasks', '1', delay => '1 hour')");
        long next = POSTGRES.database().count("SELECT taskwire.send('cleanup_tasks', '2')");

        assertThat(next).isEqualTo(id + 1);
        assertThat(POSTGRES.database()
                        .value(
                                "SELECT due_at > clock_timestamp() + interval '59 minutes' FROM taskwire.parked_message"
                                        + " WHERE queue = 'cleanup_tasks' AND message_id = ?",
                                id))
                .isEqualTo("true");
    }

    @Test
    void aBatchKeepsItsOrder() throws SQLException {
        List<Long> ids = POSTGRES
                .database()
                .rows("SELECT id FROM taskwire.send_batch('cleanup_tasks', ARRAY['\"a\"', '\"b\"', '\"c\"']::jsonb[],"
                        + " ARRAY[NULL, '{\"event_id\": \"b\"}', 'null']::jsonb[]) AS id")
                .stream()
                .map(row -> Long.valueOf(String.valueOf(row.get("id"))))
                .toList();

        assertThat(ids).hasSize(3).isSorted();
        assertThat(message(ids.get(0))).isEqualTo("\"a\"");
        assertThat(message(ids.get(2))).isEqualTo("\"c\"");
        assertThat(header(ids.get(1), "event_id")).isEqualTo("b");
        assertThat(header(ids.get(2), "event_id")).hasSize(36);
    }

    @Test
    void anEmptyBatchSendsNothing() throws SQLException {
        assertThat(POSTGRES.database().rows("SELECT taskwire.send_batch('cleanup_tasks', '{}')"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SELECT taskwire.send('nope', '{}')                                                       | There is no queue 'nope' | SELECT pgmq.create('nope')
            SELECT taskwire.send(NULL, '{}')                                                         | no queue without a name  | The queues are: activity_log
            SELECT taskwire.send('cleanup_tasks', NULL)                                              | is NULL                  | Send a JSON value
            SELECT taskwire.send('cleanup_tasks', '{}', '[]')                                        | must be a JSON object    | For example
            SELECT taskwire.send_batch('cleanup_tasks', ARRAY['1', NULL]::jsonb[])                   | Message 2 of the batch   | Send a JSON value
            SELECT taskwire.send_batch('cleanup_tasks', ARRAY['1', '2']::jsonb[], ARRAY['{}']::jsonb[]) | 2 messages, but headers for 1 | one entry of headers
            """)
    void whatCannotBeSentIsRefusedWithWhatToDo(String statement, String problem, String advice) {
        assertThatThrownBy(() -> POSTGRES.database().execute(statement))
                .hasMessageContaining(problem)
                .hasMessageContaining(advice);
    }

    @Test
    void aStatementWakesEachQueueOnceUnlessItsSessionSaysOff() throws SQLException {
        POSTGRES.database().execute("CREATE TABLE woken (id int PRIMARY KEY, v int); SELECT taskwire.watch('woken')");
        try (Connection connection = POSTGRES.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("LISTEN taskwire_wake; SELECT taskwire.keep_listening(60000)");
            statement.execute("INSERT INTO woken SELECT n, 0 FROM generate_series(1, 3000) AS n");
            statement.execute("UPDATE woken SET v = v");
            statement.execute("SELECT taskwire.send('cleanup_tasks', '1', delay => '50 s')");
            statement.execute("SELECT taskwire.send('cleanup_tasks', '1')");
            statement.execute("SELECT taskwire.send('cleanup_tasks', '1', delay => '1 hour')");
            assertThat(notifications(connection)).containsExactly("activity_log", "cleanup_tasks", "cleanup_tasks");

            statement.execute("SET taskwire.wake = off");
            statement.execute("UPDATE woken SET v = 1 WHERE id = 1");
            statement.execute("SELECT taskwire.send('cleanup_tasks', '1')");
            assertThat(notifications(connection)).isEmpty();
        }
    }

    private static List<String> notifications(Connection connection) throws SQLException {
        PGNotification[] notifications = connection.unwrap(PGConnection.class).getNotifications();
        return Arrays.stream(notifications).map(PGNotification::getParameter).toList();
    }

    private static String message(long id) throws SQLException {
        return POSTGRES.database().value("SELECT message FROM pgmq.q_cleanup_tasks WHERE msg_id = ?", id);
    }

    private static String header(long id, String name) throws SQLException {
        return POSTGRES.database().value("SELECT headers ->> ? FROM pgmq.q_cleanup_tasks WHERE msg_id = ?", name, id);
    }
}
