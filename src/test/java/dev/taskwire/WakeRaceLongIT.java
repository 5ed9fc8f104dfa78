package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import dev.taskwire.worker.WakeCause;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The races between a writer who finds the queue quiet and workers who stop looking, each made to happen on purpose. The
 * poll comes once an hour here: what the quiet loses stays lost.
 */
final class WakeRaceLongIT {
    private static final Duration FOUND_MOST = Duration.ofSeconds(1);

    /** Longer than the quiet and all that follows it. */
    private static final Duration OVER_MOST = Duration.ofSeconds(3);

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    private final List<RunningTaskwire> processes = new ArrayList<>();

    @BeforeEach
    void startTwo() throws SQLException {
        database().execute("CREATE TABLE tasks (id bigint PRIMARY KEY); SELECT taskwire.watch('tasks')");
        start();
        start();
        await().until(() -> processes.stream().allMatch(one -> one.recorded().timesListening() == 1));
        log(1);
        RunningTaskwire.awaitRest(database());
    }

    @AfterEach
    void stop() {
        processes.forEach(RunningTaskwire::close);
        processes.clear();
    }

    @Test
    void whoFoundTheQueueQuietAndCommitsAfterItsEndIsReadAllTheSame() throws SQLException {
        try (Connection connection = database().connect();
                Statement writer = begin(connection, "READ COMMITTED")) {
            writeWhileQuiet(writer);
            awaitTheEndOfTheQuiet();

            connection.commit();

            awaitLogged(2);
        }
    }

    @Test
    void soIsWhoWroteInASavepointUnderAnOldSnapshot() throws SQLException {
        try (Connection connection = database().connect();
                Statement writer = begin(connection, "REPEATABLE READ")) {
            writer.execute("SELECT count(*) FROM tasks; SAVEPOINT one");
            writeWhileQuiet(writer);
            writer.execute("RELEASE SAVEPOINT one");
            awaitTheEndOfTheQuiet();

            connection.commit();

            awaitLogged(2);
        }
    }

    @Test
    void soIsWhoFoundItQuietAndPreparedItsTransaction() throws SQLException {
        try (Connection connection = database().connect();
                Statement writer = begin(connection, "READ COMMITTED")) {
            writeWhileQuiet(writer);
            writer.execute("PREPARE TRANSACTION 'patient'");
        }
        awaitTheEndOfTheQuiet();

        database().execute("COMMIT PREPARED 'patient'");

        awaitLogged(2);
    }

    @Test
    void soIsWhoFoundItQuietAndPreparedItsTransactionAfterItsEnd() throws SQLException {
        try (Connection connection = database().connect();
                Statement writer = begin(connection, "READ COMMITTED")) {
            writeWhileQuiet(writer);
            awaitTheEndOfTheQuiet();
            writer.execute("PREPARE TRANSACTION 'late'");
        }
        await().during(FOUND_MOST).atMost(OVER_MOST).until(() -> logged() == 1);

        database().execute("COMMIT PREPARED 'late'");

        awaitLogged(2);
    }

    @Test
    void withoutTheLookAtWhoIsWritingSuchACommitWouldWaitForThePoll() throws SQLException {
        database()
                .execute("CREATE OR REPLACE FUNCTION taskwire.writers(queue text) RETURNS text[]"
                        + " LANGUAGE sql AS $$ SELECT '{}'::text[] $$");
        try (Connection connection = database().connect();
                Statement writer = begin(connection, "READ COMMITTED")) {
            writeWhileQuiet(writer);
            awaitTheEndOfTheQuiet();

            connection.commit();

            await().during(FOUND_MOST.multipliedBy(2))
                    .atMost(FOUND_MOST.multipliedBy(3))
                    .until(() -> logged() == 1);
        }
        log(3); // and this one's wake finds both
        awaitLogged(3);
    }

    @Test
    void aWriterWhoNeverEndsHoldsNobodyUp() throws SQLException {
        try (Connection connection = database().connect();
                Statement writer = begin(connection, "READ COMMITTED")) {
            writeWhileQuiet(writer);
            awaitTheEndOfTheQuiet();
            log(3);
            awaitLogged(2);
            beQuiet();
            log(4);
            awaitLogged(3);
            connection.rollback();
        }
    }

    @Test
    void aQuietOfWhichOnlyItsAnnouncementWasHeardIsLookedAfterByTheOthers() throws SQLException {
        // As a leader does, who is killed before it reads again.
        beQuiet();
        database().execute("INSERT INTO tasks VALUES (2)");

        awaitLogged(2);
        assertThat(processes)
                .flatExtracting(one -> one.recorded().causes())
                .contains(WakeCause.QUIET)
                .doesNotContain(WakeCause.POLL);
    }

    @Test
    void withoutTheAnnouncementWhatIsWrittenMeanwhileWouldWaitForThePoll() throws SQLException {
        database().execute("SELECT setval('taskwire.quiet_activity_log', " + untilInAMoment() + ")");
        database().execute("INSERT INTO tasks VALUES (2)");

        await().during(FOUND_MOST.multipliedBy(2))
                .atMost(FOUND_MOST.multipliedBy(3))
                .until(() -> logged() == 1);
        log(3);
        awaitLogged(3);
    }

    @Test
    void whoStartsDuringAQuietOfTheDeadLooksByItself() throws SQLException {
        stop();
        try (Connection connection = database().connect();
                Statement writer = begin(connection, "READ COMMITTED")) {
            writeWhileQuiet(writer);
            start();
            awaitTheEndOfTheQuiet();

            connection.commit();

            awaitLogged(2);
        }
    }

    @Test
    void aWriterWhomNobodyHearsNotifiesNobody() throws SQLException {
        stop();
        database().execute("SELECT setval('taskwire.listened_until', 1)");
        try (Connection connection = database().connect();
                Statement writer = connection.createStatement()) {
            writer.execute("LISTEN taskwire_wake; INSERT INTO tasks VALUES (2)");
            assertThat(notifications(connection)).isZero();
            writer.execute("SELECT taskwire.keep_listening(10000); INSERT INTO tasks VALUES (3)");
            assertThat(notifications(connection)).isEqualTo(1);
        }
    }

    @Test
    void whoFoundThatNobodyListensAndCommitsWhenSomebodyDoesIsRead() throws SQLException {
        stop();
        database().execute("SELECT setval('taskwire.listened_until', 1)");
        try (Connection connection = database().connect();
                Statement writer = begin(connection, "READ COMMITTED")) {
            writer.execute("INSERT INTO tasks VALUES (2)");
            start();
            await().until(() -> processes.get(0).recorded().timesListening() == 1);

            connection.commit();

            awaitLogged(2);
        }
    }

    @Test
    void whoeverFindsThatItWasThoughtNotToListenLooks() throws SQLException {
        database().execute("SELECT setval('taskwire.listened_until', 1); INSERT INTO tasks VALUES (2)");

        await().atMost(Duration.ofSeconds(7)).until(() -> logged() == 2);
    }

    @Test
    void aClockThatIsSetBackSilencesNobody() throws SQLException {
        database()
                .execute("SELECT setval('taskwire.quiet_activity_log',"
                        + " (extract(epoch FROM clock_timestamp() + '1 hour') * 1000)::bigint)");

        log(2);

        awaitLogged(2);
        assertThat(database().value("SELECT taskwire.announce_quiet('activity_log')"))
                .isNotNull();
    }

    @Test
    void aSessionMayWakeInAnyCase() throws SQLException {
        beQuiet();
        try (Connection connection = database().connect();
                Statement writer = connection.createStatement()) {
            writer.execute("LISTEN taskwire_wake; SET taskwire.wake = 'always'; INSERT INTO tasks VALUES (2)");
            assertThat(notifications(connection)).isEqualTo(1);
            writer.execute("SET taskwire.wake = 'coalesced'");
            beQuiet();
            writer.execute("INSERT INTO tasks VALUES (3)");
            assertThat(notifications(connection)).isEqualTo(1); // the announcement alone
        }
        awaitLogged(3);
    }

    /** What a worker does that has much to do; the quiet lasts for half a second from now. */
    private void beQuiet() throws SQLException {
        await().atMost(OVER_MOST)
                .until(
                        () -> "true"
                                .equals(
                                        database()
                                                .value(
                                                        "WITH told AS MATERIALIZED ("
                                                                + "  SELECT taskwire.announce_quiet('activity_log') AS at)"
                                                                + " SELECT taskwire.begin_quiet('activity_log', at, 500) FROM told WHERE at IS NOT NULL")));
    }

    private void writeWhileQuiet(Statement writer) throws SQLException {
        beQuiet();
        writer.execute("INSERT INTO tasks VALUES (2)");
    }

    private void awaitTheEndOfTheQuiet() {
        await().atMost(OVER_MOST)
                .until(() -> database().count("SELECT (taskwire.quiet_for('activity_log') < -1000)::int") == 1);
    }

    private void log(long id) throws SQLException {
        database().execute("INSERT INTO tasks VALUES (" + id + ")");
        await().atMost(Duration.ofSeconds(5))
                .until(() ->
                        database().count("SELECT count(*) FROM activity_logs WHERE entity_key = '" + id + "'") == 1);
    }

    private void awaitLogged(long count) {
        await().atMost(FOUND_MOST).until(() -> logged() == count);
    }

    private long logged() throws SQLException {
        return database().count("SELECT count(*) FROM activity_logs");
    }

    private static int notifications(Connection connection) throws SQLException {
        return connection.unwrap(org.postgresql.PGConnection.class).getNotifications(1000).length;
    }

    private static String untilInAMoment() {
        return "(extract(epoch FROM clock_timestamp() + '500 ms') * 1000)::bigint";
    }

    private static Statement begin(Connection connection, String isolation) throws SQLException {
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        statement.execute("SET TRANSACTION ISOLATION LEVEL " + isolation);
        return statement;
    }

    private void start() {
        processes.add(RunningTaskwire.start(postgres.config("TASKWIRE_QUEUES_ACTIVITY_LOG_POLL_INTERVAL", "1h")));
    }

    private TestDatabase database() {
        return postgres.database();
    }
}
