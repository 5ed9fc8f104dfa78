package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From the UPDATE of a row to the row in activity_logs. */
final class PipelineIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final WatchedTasks tasks = new WatchedTasks(POSTGRES);

    @Test
    void aBulkUpdateGivesEachRowItsOldItsNewAndItsChanges() throws SQLException {
        tasks.database()
                .execute("INSERT INTO tasks SELECT i, 'task ' || i, 'todo', i FROM generate_series(1, 10000) AS i");
        try (RunningTaskwire taskwire = RunningTaskwire.start(POSTGRES.config())) {
            tasks.awaitLogged(10_000);
            tasks.database().execute("UPDATE tasks SET status = 'done', points = NULL");

            tasks.awaitLogged(20_000);

            assertThat(taskwire.recorded().failures()).isEmpty();
            assertThat(tasks.database().count("""
                                    SELECT count(DISTINCT entity_key) FROM activity_logs
                                    WHERE action = 'updated'
                                      AND metadata = jsonb_build_object(
                                        'old', jsonb_build_object('id', entity_key::bigint, 'title', 'task ' || entity_key,
                                                                  'status', 'todo', 'points', entity_key::int),
                                        'new', jsonb_build_object('id', entity_key::bigint, 'title', 'task ' || entity_key,
                                                                  'status', 'done', 'points', NULL),
                                        'changes', jsonb_build_object('status', 'done', 'points', NULL))
                                    """)).isEqualTo(10_000);
        }
    }

    @Test
    void whatIsRolledBackLeavesNothing() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(POSTGRES.config())) {
            try (Connection connection = tasks.database().connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("INSERT INTO tasks SELECT i, 'never', 'todo', i FROM generate_series(1, 10000) AS i");
                connection.rollback();
            }
            tasks.database().execute("INSERT INTO tasks VALUES (1, 'after', 'todo', 3)");

            tasks.awaitLogged(1);

            assertThat(tasks.logged()).singleElement().extracting("entity_key").isEqualTo("1");
            assertThat(taskwire.recorded().messagesTaken("activity_log")).isEqualTo(1);
        }
    }

    @Test
    void changesOfOneRowCanBePutInOrder() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(POSTGRES.config())) {
            tasks.database().execute("INSERT INTO tasks VALUES (1, 'counted', 'todo', 0)");
            tasks.database()
                    .execute("UPDATE tasks SET points = 1; UPDATE tasks SET points = 2; UPDATE tasks SET points = 3");
            incrementBy(4, 25);

            tasks.awaitLogged(104);

            assertThat(taskwire.recorded().failures()).isEmpty();
            List<Map<String, @Nullable Object>> points = tasks.database()
                    .rows("SELECT (metadata -> 'new' ->> 'points')::int AS points FROM activity_logs ORDER BY seq");
            assertThat(points).extracting("points").isSorted().hasSize(104).doesNotHaveDuplicates();
        }
    }

    @Test
    void aMessageThatTheLogRefusesLeavesItsNeighboursAlone() throws SQLException {
        tasks.database().execute("SELECT pgmq.send('activity_log', '{\"no\": \"entity\"}')");
        tasks.database().execute("INSERT INTO tasks SELECT i, 'good', 'todo', i FROM generate_series(1, 500) AS i");
        try (RunningTaskwire taskwire = RunningTaskwire.start(POSTGRES.config())) {
            tasks.awaitLogged(500);

            await().until(() -> !taskwire.recorded().buried().isEmpty());
            assertThat(taskwire.recorded().buried()).containsExactly("the message has no entity_type and no action");
            assertThat(tasks.database().value("SELECT message FROM job_failures"))
                    .isEqualTo("{\"no\": \"entity\"}");
            assertThat(tasks.database().count("SELECT count(*) FROM pgmq.q_activity_log"))
                    .isZero();
        }
    }

    @Test
    void anEventThatIsInTheLogAlreadyIsNotLoggedAgainAndItsNeighboursAre() throws SQLException {
        tasks.database().execute("INSERT INTO tasks SELECT i, 'good', 'todo', i FROM generate_series(1, 20) AS i");
        String again = "INSERT INTO pgmq.q_activity_log (vt, message, headers)"
                + " SELECT clock_timestamp(), message, headers FROM sent";
        tasks.database()
                .execute(
                        "CREATE TABLE sent AS SELECT message, headers FROM pgmq.q_activity_log ORDER BY msg_id LIMIT 5;"
                                + again);
        try (RunningTaskwire taskwire = RunningTaskwire.start(POSTGRES.config())) {
            tasks.awaitLogged(20);

            tasks.database().execute(again + "; INSERT INTO tasks VALUES (21, 'good', 'todo', 21)");
            tasks.awaitLogged(21);

            await().until(() -> tasks.database().count("SELECT count(*) FROM pgmq.q_activity_log") == 0);
            assertThat(tasks.database().count("SELECT count(*) FROM activity_logs"))
                    .isEqualTo(21);
            assertThat(taskwire.recorded().failures()).isEmpty();
            assertThat(taskwire.recorded().buried()).isEmpty();
        } finally {
            tasks.database().execute("DROP TABLE IF EXISTS sent");
        }
    }

    @Test
    void aMessageOfPlainPgmqIsLoggedUnderAnIdThatFollowsFromIt() throws SQLException {
        tasks.database()
                .execute("SELECT pgmq.send('activity_log', '{\"entity_type\": \"order\", \"entity_id\": \"7\","
                        + " \"action\": \"shipped\", \"actor_id\": \"cron\", \"data\": {\"by\": \"sea\"}}')");
        String expected = tasks.database()
                .value(
                        "SELECT md5('activity_log:' || msg_id || ':' || (extract(epoch FROM enqueued_at) * 1000000)::bigint)::uuid"
                                + " FROM pgmq.q_activity_log");
        try (RunningTaskwire taskwire = RunningTaskwire.start(POSTGRES.config())) {
            tasks.awaitLogged(1);

            assertThat(taskwire.recorded().failures()).isEmpty();
            assertThat(tasks.logged().get(0))
                    .satisfies(row -> assertThat(row.get("id")).hasToString(expected))
                    .satisfies(row ->
                            assertThat(row.get("metadata")).hasToString("{\"by\": \"sea\", \"actor\": \"cron\"}"));
        }
    }

    @Test
    void anArchivedQueueKeepsWhatWasLogged() throws SQLException {
        try (RunningTaskwire taskwire =
                RunningTaskwire.start(POSTGRES.config("TASKWIRE_QUEUES_ACTIVITY_LOG_ON_SUCCESS", "archive"))) {
            tasks.database().execute("INSERT INTO tasks VALUES (1, 'kept', 'todo', 0)");

            tasks.awaitLogged(1);

            assertThat(taskwire.recorded().failures()).isEmpty();
            assertThat(
                            tasks.database()
                                    .count(
                                            "SELECT count(*) FROM pgmq.a_activity_log WHERE headers ->> 'event_id' = (SELECT id::text FROM activity_logs)"))
                    .isEqualTo(1);
        }
    }

    @Test
    void twoProcessesShareTheWorkAndLogEachChangeOnce() throws SQLException {
        try (RunningTaskwire one =
                        RunningTaskwire.start(POSTGRES.config("TASKWIRE_QUEUES_ACTIVITY_LOG_BATCH_SIZE", "20"));
                RunningTaskwire other = RunningTaskwire.start(POSTGRES.config(
                        "TASKWIRE_QUEUES_ACTIVITY_LOG_INSTANCES",
                        "3",
                        "TASKWIRE_QUEUES_ACTIVITY_LOG_BATCH_SIZE",
                        "20"))) {
            tasks.database()
                    .execute("INSERT INTO tasks SELECT i, 'shared', 'todo', i FROM generate_series(1, 5000) AS i");

            tasks.awaitLogged(5000);

            assertThat(one.recorded().messagesTaken("activity_log")
                            + other.recorded().messagesTaken("activity_log"))
                    .isEqualTo(5000);
            assertThat(one.recorded().messagesTaken("activity_log")).isPositive();
            assertThat(other.recorded().messagesTaken("activity_log")).isPositive();
        }
    }

    private void incrementBy(int writers, int times) {
        List<Thread> threads = IntStream.range(0, writers)
                .mapToObj(writer -> new Thread(() -> increment(times)))
                .toList();
        threads.forEach(Thread::start);
        await().until(() -> threads.stream().noneMatch(Thread::isAlive));
    }

    private void increment(int times) {
        try (Connection connection = tasks.database().connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < times; i++) {
                statement.execute("UPDATE tasks SET points = points + 1");
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
