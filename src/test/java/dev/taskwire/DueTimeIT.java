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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is due later is worked on when it is due, and not when somebody happens to look. The poll comes once an hour. */
final class DueTimeIT {
    private static final Duration MOST = Duration.ofSeconds(10);

    /** Some milliseconds on an idle machine; here tests share a busy one, with a server in a container perhaps. */
    private static final Duration LATE_MOST = Duration.ofMillis(250);

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    @Test
    void aDelayedMessageIsWorkedOnAtItsTime() throws SQLException {
        try (RunningTaskwire taskwire = start()) {
            for (String delay : List.of("700 ms", "30 ms", "1500 ms", "5 ms", "250 ms")) {
                database().rows("SELECT taskwire.send('activity_log', " + dueIn(delay) + ", NULL, ?::interval)", delay);
            }

            await().atMost(MOST).until(() -> queued() == 0);

            assertThat(latest()).isLessThan(LATE_MOST);
            assertThat(taskwire.recorded().causes()).contains(WakeCause.DUE).doesNotContain(WakeCause.POLL);
        }
    }

    @Test
    void soIsOneThatWasThereBeforeTheWorkersStarted() throws SQLException {
        database()
                .execute("SELECT pgmq.send('activity_log', " + dueIn("3 s") + ", clock_timestamp() + '3 s'::interval)");
        try (RunningTaskwire taskwire = start()) {
            await().atMost(MOST).until(() -> queued() == 0);

            assertThat(latest()).isLessThan(LATE_MOST);
            assertThat(taskwire.recorded().causes()).containsExactly(WakeCause.DUE);
        }
    }

    @Test
    void whatIsReadyAndCannotBeHadIsLookedForLessAndLessOften() throws Exception {
        database().execute("SELECT pgmq.send('activity_log', " + dueIn("0 s") + ")");
        try (Connection holder = database().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT FROM pgmq.q_activity_log FOR UPDATE");
            try (RunningTaskwire taskwire = start()) {
                await().until(() -> taskwire.recorded().timesListening() == 1);
                long before = transactions();
                await().during(Duration.ofSeconds(2)).atMost(MOST).until(() -> queued() == 1);
                assertThat(transactions() - before).isLessThan(120);
                holder.rollback();
                await().atMost(MOST).until(() -> queued() == 0);
            }
        }
    }

    private RunningTaskwire start() {
        return RunningTaskwire.start(postgres.config("TASKWIRE_QUEUES_ACTIVITY_LOG_POLL_INTERVAL", "1h"));
    }

    /** A message whose entity's key is the time at which it is due. */
    private static String dueIn(String delay) {
        return "jsonb_build_object('entity_type', 'late', 'action', 'created',"
                + " 'entity_id', extract(epoch FROM clock_timestamp() + '" + delay + "'::interval))";
    }

    /** How long after its time the latest message was logged. */
    private Duration latest() throws SQLException {
        return Duration.ofMillis(database()
                .count("SELECT ceil(max(extract(epoch FROM created_at) - entity_key::numeric) * 1000)"
                        + " FROM activity_logs"));
    }

    private long transactions() throws SQLException {
        return database().count("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
    }

    private long queued() throws SQLException {
        return database().count("SELECT count(*) FROM pgmq.q_activity_log");
    }

    private TestDatabase database() {
        return postgres.database();
    }
}
