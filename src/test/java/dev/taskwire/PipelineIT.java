package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.testing.PostgresExtension;
import dev.taskwire.testing.TestDatabase;
import dev.taskwire.worker.WakeCause;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From the UPDATE of a row to the row in activity_logs. */
final class PipelineIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @BeforeAll
    static void watchTasks() throws SQLException {
        database()
                .execute("CREATE TABLE tasks (id bigint PRIMARY KEY, title text, status text, points integer);"
                        + "SELECT taskwire.watch('tasks', 'task')");
    }

    @BeforeEach
    void emptyTables() throws SQLException {
        database()
                .execute(
                        "SET session_replication_role = replica; DELETE FROM tasks; DELETE FROM activity_logs; DELETE FROM job_failures;"
                                + "DELETE FROM pgmq.q_activity_log");
    }

    @Test
    void aChangeIsLoggedWithinMomentsBecauseItWasNotified() throws SQLException {
        try (RunningTaskwire taskwire =
                RunningTaskwire.start(POSTGRES.config("TASKWIRE_QUEUES_ACTIVITY_LOG_POLL_INTERVAL", "1h"))) {
            await().until(() -> taskwire.recorded().timesListening() == 1);
            database().execute("INSERT INTO tasks VALUES (1, 'Write tests', 'todo', 3)");

            awaitLogged(1);

            assertThat(taskwire.recorded().causes()).containsExactly(WakeCause.NOTIFICATION);
            assertThat(logged().get(0))
                    .containsEntry("entity_type", "task")
                    .containsEntry("entity_key", "1")
                    .containsEntry("action", "created");
        }
    }

    @Test
    void aBulkUpdateGivesEachRowItsOldItsNewAndItsChanges() throws SQLException {
        database().execute("INSERT INTO tasks SELECT i, 'task ' || i, 'todo', i FROM generate_series(1, 10000) AS i");
        try (RunningTaskwire taskwire = RunningTaskwire.start(POSTGRES.config())) {
            awaitLogged(10_000);
            database().execute("UPDATE tasks SET status = 'done', points = NULL");

            awaitLogged(20_000);

            assertThat(taskwire.recorded().failures()).isEmpty();
            assertThat(database().count("""
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
            try (Connection connection = database().connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("INSERT INTO tasks SELECT i, 'never', 'todo', i FROM generate_series(1, 10000) AS i");
                connection.rollback();
            }
            database().execute("INSERT INTO tasks VALUES (1, 'after', 'todo', 3)");

            awaitLogged(1);

            assertThat(logged()).singleElement().extracting("entity_key").isEqualTo("1");
            assertThat(taskwire.recorded().messagesTaken()).isEqualTo(1);
        }
    }

    @Test
    void changesOfOneRowCanBePutInOrder() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(POSTGRES.config())) {
            database().execute("INSERT INTO tasks VALUES (1, 'counted', 'todo', 0)");
            database().execute("UPDATE tasks SET points = 1; UPDATE tasks SET points = 2; UPDATE tasks SET points = 3");
            incrementBy(4, 25);

            awaitLogged(104);

            assertThat(taskwire.recorded().failures()).isEmpty();
            List<Map<String, @Nullable Object>> points = database()
                    .rows("SELECT (metadata -> 'new' ->> 'points')::int AS points FROM activity_logs ORDER BY seq");
            assertThat(points).extracting("points").isSorted().hasSize(104).doesNotHaveDuplicates();
        }
    }

    @Test
    void withNotificationsOffEverythingArrivesWithinThePollInterval() throws SQLException {
        try (RunningTaskwire taskwire = RunningTaskwire.start(
                POSTGRES.config("TASKWIRE_WAKE", "off", "TASKWIRE_QUEUES_ACTIVITY_LOG_POLL_INTERVAL", "1s"))) {
            database().execute("INSERT INTO tasks SELECT i, 'polled', 'todo', i FROM generate_series(1, 100) AS i");

            await().atMost(Duration.ofMillis(1750)).until(() -> logged().size() == 100);

            // The first look, at the start, may still be under way when the change is committed.
            assertThat(taskwire.recorded().causes()).isSubsetOf(WakeCause.START, WakeCause.POLL);
            assertThat(taskwire.recorded().timesListening()).isZero();
        }
    }

    @Test
    void aWriterThatSwitchesItsWakeOffIsFoundByThePoll() throws SQLException {
        try (RunningTaskwire taskwire =
                RunningTaskwire.start(POSTGRES.config("TASKWIRE_QUEUES_ACTIVITY_LOG_POLL_INTERVAL", "1s"))) {
            await().until(() -> taskwire.recorded().timesListening() == 1);
            database()
                    .execute("BEGIN; SET LOCAL taskwire.wake = 'off'; INSERT INTO tasks VALUES (1, 'quiet', 'todo', 0);"
                            + "PREPARE TRANSACTION 'quiet'");
            database().execute("COMMIT PREPARED 'quiet'");

            awaitLogged(1);

            assertThat(taskwire.recorded().causes()).containsOnly(WakeCause.POLL);
        }
    }

    @Test
    void aMessageThatTheLogRefusesLeavesItsNeighboursAlone() throws SQLException {
        database().execute("SELECT pgmq.send('activity_log', '{\"no\": \"entity\"}')");
        database().execute("INSERT INTO tasks SELECT i, 'good', 'todo', i FROM generate_series(1, 500) AS i");
        try (RunningTaskwire taskwire = RunningTaskwire.start(POSTGRES.config())) {
            awaitLogged(500);

            await().until(() -> !taskwire.recorded().buried().isEmpty());
            assertThat(taskwire.recorded().buried()).containsExactly("the message has no entity_type and no action");
            assertThat(database().value("SELECT message FROM job_failures")).isEqualTo("{\"no\": \"entity\"}");
            assertThat(database().count("SELECT count(*) FROM pgmq.q_activity_log"))
                    .isZero();
        }
    }

    @Test
    void aMessageOfPlainPgmqIsLoggedUnderAnIdThatFollowsFromIt() throws SQLException {
        database()
                .execute("SELECT pgmq.send('activity_log', '{\"entity_type\": \"order\", \"entity_id\": \"7\","
                        + " \"action\": \"shipped\", \"actor_id\": \"cron\", \"data\": {\"by\": \"sea\"}}')");
        String expected = database()
                .value(
                        "SELECT md5('activity_log:' || msg_id || ':' || (extract(epoch FROM enqueued_at) * 1000000)::bigint)::uuid"
                                + " FROM pgmq.q_activity_log");
        try (RunningTaskwire taskwire = RunningTaskwire.start(POSTGRES.config())) {
            awaitLogged(1);

            assertThat(taskwire.recorded().failures()).isEmpty();
            assertThat(logged().get(0))
                    .satisfies(row -> assertThat(row.get("id")).hasToString(expected))
                    .satisfies(row ->
                            assertThat(row.get("metadata")).hasToString("{\"by\": \"sea\", \"actor\": \"cron\"}"));
        }
    }

    @Test
    void anArchivedQueueKeepsWhatWasLogged() throws SQLException {
        try (RunningTaskwire taskwire =
                RunningTaskwire.start(POSTGRES.config("TASKWIRE_QUEUES_ACTIVITY_LOG_ON_SUCCESS", "archive"))) {
            database().execute("INSERT INTO tasks VALUES (1, 'kept', 'todo', 0)");

            awaitLogged(1);

            assertThat(taskwire.recorded().failures()).isEmpty();
            assertThat(
                            database()
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
            database().execute("INSERT INTO tasks SELECT i, 'shared', 'todo', i FROM generate_series(1, 5000) AS i");

            awaitLogged(5000);

            assertThat(one.recorded().messagesTaken() + other.recorded().messagesTaken())
                    .isEqualTo(5000);
            assertThat(one.recorded().messagesTaken()).isPositive();
            assertThat(other.recorded().messagesTaken()).isPositive();
        }
    }

    private static void incrementBy(int writers, int times) {
        List<Thread> threads = IntStream.range(0, writers)
                .mapToObj(writer -> new Thread(() -> increment(times)))
                .toList();
        threads.forEach(Thread::start);
        await().until(() -> threads.stream().noneMatch(Thread::isAlive));
    }

    private static void increment(int times) {
        try (Connection connection = database().connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < times; i++) {
                statement.execute("UPDATE tasks SET points = points + 1");
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static TestDatabase database() {
        return POSTGRES.database();
    }

    private static List<Map<String, @Nullable Object>> logged() throws SQLException {
        return database().rows("SELECT * FROM activity_logs ORDER BY seq");
    }

    private static void awaitLogged(int rows) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> database().count("SELECT count(*) FROM activity_logs") == rows);
    }
}
