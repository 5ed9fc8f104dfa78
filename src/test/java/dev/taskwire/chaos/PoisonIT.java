package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.MailEndpoint.Accepted;
import dev.taskwire.testing.PostgresExtension;
import dev.taskwire.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bad messages among a thousand good ones, all of them in one batch. */
@ExtendWith(VertxExtension.class)
final class PoisonIT {
    private static final int GOOD = 1000;
    private static final Duration MOST = Duration.ofSeconds(100);

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    private MailEndpoint endpoint;
    private Fleet fleet;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        TaskWriters.createTables(postgres.database());
        endpoint = MailEndpoint.open(vertx);
        fleet = new Fleet(
                postgres.database(),
                endpoint,
                Map.of(
                        "TASKWIRE_QUEUES_ACTIVITY_LOG_BATCH_SIZE", "5000",
                        "TASKWIRE_QUEUES_NOTIFICATIONS_BATCH_SIZE", "5000",
                        "TASKWIRE_QUEUES_NOTIFICATIONS_CONCURRENCY", "5000"));
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
        endpoint.close();
    }

    @Test
    void theLogRefusesWhatIsNoActivityAndTakesEverythingElse() throws Exception {
        List<Poison> kinds = Poison.activities();
        sendAmongGood(
                "activity_log",
                "jsonb_build_object('entity_type', 'good', 'entity_id', n, 'action', 'created')",
                kinds);
        assertThat(fleet.start().key()).isNotEmpty();
        await().atMost(MOST).until(() -> queued("activity_log") == 0);

        report("activity_log", kinds, count("activity_logs WHERE entity_type = 'good'"));
        assertThat(count("activity_logs WHERE entity_type = 'good'")).isEqualTo(GOOD);
        for (Poison poison : kinds) {
            assertThat(reason(poison)).as(poison.name()).contains(poison.expectedReason());
            assertThat(count("activity_logs WHERE entity_type = ?", poison.name()))
                    .as(poison.name())
                    .isEqualTo(poison.works() ? 1 : 0);
        }
        assertThat(count("job_failures"))
                .isEqualTo(kinds.stream().filter(kind -> !kind.works()).count());
    }

    @Test
    void halfOfASurrogatePairInAWatchedColumnIsLogged() throws Exception {
        database()
                .execute(
                        "CREATE TABLE notes (id int PRIMARY KEY, body json); SELECT taskwire.watch('notes');"
                                + "INSERT INTO notes VALUES (1, '{\"half\": \"\\ud800\"}'), (2, '{\"nul\": \"\\u0000\"}'), (3, '{}')");
        assertThat(fleet.start().key()).isNotEmpty();

        await().atMost(MOST).until(() -> count("activity_logs WHERE entity_type = 'notes'") == 3);
        assertThat(count("job_failures")).isZero();
    }

    @Test
    void theQueueRunsAtItsFormerRateAfterwards() throws Exception {
        assertThat(fleet.start().key()).isNotEmpty();
        List<Long> before = new ArrayList<>();
        List<Long> after = new ArrayList<>();
        drain();
        for (int round = 0; round < 3; round++) {
            before.add(drain());
        }
        sendAmongGood(
                "activity_log",
                "jsonb_build_object('entity_type', 'good', 'entity_id', n, 'action', 'created')",
                Poison.activities());
        await().atMost(MOST).until(() -> queued("activity_log") == 0);
        for (int round = 0; round < 3; round++) {
            after.add(drain());
        }
        double ratio = (double) min(before) / min(after);
        System.out.printf(
                "chaos: 20,000 messages drained before the poison in %s ms, afterwards in %s ms: %.2f of the former rate%n",
                before, after, ratio);
        assertThat(ratio).isGreaterThan(0.5);
    }

    @Test
    void aNotificationThatIsNoneIsADeadLetterAtOnceAndItsNeighboursAreMailed() throws Exception {
        List<Poison> kinds = Poison.notifications();
        sendAmongGood(
                "notifications",
                "jsonb_build_object('type', 'task_assigned', 'task_id', n, 'task_title', 'task ' || n, 'assignee_id', '"
                        + TaskWriters.ASSIGNEE + "')",
                kinds);
        assertThat(fleet.start().key()).isNotEmpty();
        await().atMost(MOST).until(() -> queued("notifications") == 0);

        long mailed =
                endpoint.accepted().stream().map(Accepted::eventId).distinct().count();
        report("notifications", kinds, mailed);
        assertThat(mailed).isEqualTo(GOOD + kinds.stream().filter(Poison::works).count());
        for (Poison poison : kinds) {
            assertThat(reason(poison)).as(poison.name()).contains(poison.expectedReason());
        }
        assertThat(count("job_failures"))
                .isEqualTo(kinds.stream().filter(kind -> !kind.works()).count());
    }

    /** All of them in one transaction, the bad ones in the middle. */
    private void sendAmongGood(String queue, String good, List<Poison> kinds) throws SQLException {
        StringBuilder statements = new StringBuilder();
        String send = "SELECT count(taskwire.send('" + queue + "', " + good + ")) FROM generate_series(%d, %d) AS n;";
        statements.append(String.format(send, 1, GOOD / 2));
        for (Poison poison : kinds) {
            statements.append("SELECT taskwire.send('" + queue + "', " + poison.sql() + ", '{\"kind\": \""
                    + poison.name() + "\"}');");
        }
        statements.append(String.format(send, GOOD / 2 + 1, GOOD));
        database().execute(statements.toString());
    }

    private long drain() throws SQLException {
        database()
                .execute(
                        "SELECT count(*) FROM generate_series(1, 20000) AS n, pgmq.send('activity_log', jsonb_build_object("
                                + "'entity_type', 'more', 'entity_id', n, 'action', 'created'))");
        long since = System.nanoTime();
        database().execute("SELECT taskwire.wake('activity_log')");
        await().atMost(MOST).pollInterval(Duration.ofMillis(10)).until(() -> queued("activity_log") == 0);
        return Duration.ofNanos(System.nanoTime() - since).toMillis();
    }

    private void report(String queue, List<Poison> kinds, long done) throws SQLException {
        System.out.println("chaos: " + kinds.size() + " bad messages among " + GOOD + " good ones in one batch of "
                + queue + ": " + done + " done, " + count("job_failures") + " dead letters");
        for (Poison poison : kinds) {
            System.out.println("poison in " + queue + ": " + poison.name() + ": " + reason(poison));
        }
    }

    /** Why it is a dead letter; empty where it is none. */
    private String reason(Poison poison) throws SQLException {
        String reason = database().value("SELECT reason FROM job_failures WHERE headers ->> 'kind' = ?", poison.name());
        return reason == null ? "" : reason;
    }

    private long queued(String queue) throws SQLException {
        return count("pgmq.q_" + queue);
    }

    private long count(String from, Object... binds) throws SQLException {
        return database().count("SELECT count(*) FROM " + from, binds);
    }

    private static long min(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    private TestDatabase database() {
        return postgres.database();
    }
}
