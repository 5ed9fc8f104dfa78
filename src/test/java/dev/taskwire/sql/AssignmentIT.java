package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class AssignmentIT {
    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    private final NotificationQueue queue = new NotificationQueue(postgres);

    private static final String ANN = "7c65a415-3040-474a-a9c3-d7af92ae64d5";
    private static final String BOB = "0ebb2024-f680-4c94-a6ca-3e82352ba8c3";

    @Test
    void anotherAssigneeIsToldOf() throws SQLException {
        watchTasks("uuid");
        execute("INSERT INTO task VALUES ('" + ANN + "', 'Write', NULL)");
        execute("SET taskwire.actor_id = 'the boss'; UPDATE task SET assignee_id = '" + BOB + "'");

        assertThat(queue.take())
                .containsExactly(
                        "{\"type\": \"task_assigned\", \"task_id\": \"" + ANN + "\", \"task_title\": \"Write\","
                                + " \"assignee_id\": \"" + BOB + "\", \"assigner_id\": \"the boss\"}");
    }

    @Test
    void theSameOneOrNobodyIsNot() throws SQLException {
        watchTasks("uuid");
        execute("INSERT INTO task VALUES ('" + ANN + "', 'Write', '" + BOB + "')");
        execute("UPDATE task SET title = 'Read', assignee_id = '" + BOB + "'; UPDATE task SET assignee_id = NULL");

        assertThat(queue.take()).isEmpty();
    }

    @Test
    void idsKeepTheirTypeAndAStatementOfManyIsPairedByItsOrder() throws SQLException {
        watchTasks("bigint");
        execute("INSERT INTO task SELECT n, 'Title ' || n, n % 2 FROM generate_series(1, 3000) AS n");
        execute("UPDATE task SET id = id + 1, assignee_id = CASE WHEN id % 3 = 0 THEN id ELSE assignee_id END");

        assertThat(
                        postgres.database()
                                .count(
                                        "SELECT count(*) FROM pgmq.q_notifications WHERE message = jsonb_build_object('type', 'task_assigned',"
                                                + "'task_id', (message -> 'assignee_id')::int + 1, 'assignee_id', message -> 'assignee_id',"
                                                + "'task_title', 'Title ' || (message ->> 'assignee_id'), 'assigner_id', NULL)"))
                .isEqualTo(1000);
        assertThat(postgres.database().count("SELECT count(*) FROM pgmq.q_notifications"))
                .isEqualTo(1000);
    }

    @Test
    void headersTellEventsApart() throws SQLException {
        watchTasks("int");
        execute("INSERT INTO task VALUES (1, 'a', NULL), (2, 'b', NULL)");
        execute("SET taskwire.traceparent = '00-trace'; UPDATE task SET assignee_id = 5");

        assertThat(postgres.database()
                        .count(
                                "SELECT count(DISTINCT headers ->> 'event_id') + count(DISTINCT (headers ->> 'seq')::bigint)"
                                        + " FROM pgmq.q_notifications WHERE headers ->> 'traceparent' = '00-trace'"))
                .isEqualTo(4);
    }

    @Test
    void aColumnThatIsGoneEndsTheNotificationsNotTheWrites() throws SQLException {
        watchTasks("int");
        execute("INSERT INTO task VALUES (1, 'a', NULL), (2, 'b', NULL)");
        execute("ALTER TABLE task RENAME COLUMN title TO name");
        execute("UPDATE task SET assignee_id = 3 WHERE id = 1; UPDATE task SET assignee_id = 4");

        assertThat(queue.take()).isEmpty();
    }

    @Test
    void whateverElseARowHoldsDoesNotMatter() throws SQLException {
        watchTasks("int");
        execute("ALTER TABLE task ADD COLUMN n json, ADD COLUMN o int, ADD COLUMN line int, ADD COLUMN r text");
        execute("INSERT INTO task VALUES (1, E'a\\r\\nb', NULL, '\"\\u0000\"'), (2, 'b', NULL, '1')");
        execute("UPDATE task SET assignee_id = 3 WHERE id = 1; UPDATE task SET assignee_id = 4, n = '\"\\ud800\"'");

        assertThat(queue.take()).hasSize(3).first().asString().contains("\"task_title\": \"a\\r\\nb\"");
    }

    @Test
    void partitionsAreWatchedToo() throws SQLException {
        execute(
                "CREATE TABLE task (id int, title text, assignee_id int, PRIMARY KEY (id)) PARTITION BY RANGE (id);"
                        + "CREATE TABLE task_low PARTITION OF task FOR VALUES FROM (0) TO (10);"
                        + "CREATE TABLE task_high PARTITION OF task FOR VALUES FROM (10) TO (20); SELECT taskwire.watch_assignments('task')");
        execute("INSERT INTO task VALUES (1, 'a', NULL), (2, 'b', NULL)");
        execute("UPDATE task_low SET assignee_id = 1 WHERE id = 1; UPDATE task SET assignee_id = 2, id = id + 10");

        assertThat(queue.take()).hasSize(3);
    }

    private void watchTasks(String type) throws SQLException {
        execute("CREATE TABLE task (id " + type + " PRIMARY KEY DEFERRABLE, title text, assignee_id " + type + ");"
                + "SELECT taskwire.watch_assignments('task')");
    }

    private void execute(String statements) throws SQLException {
        postgres.database().execute(statements);
    }
}
