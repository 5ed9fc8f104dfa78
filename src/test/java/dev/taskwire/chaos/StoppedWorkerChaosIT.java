package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.Fleet.Member;
import dev.taskwire.chaos.MailEndpoint.Answer;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process that stands still for longer than its lease, and then goes on as if nothing had been. */
@ExtendWith(VertxExtension.class)
final class StoppedWorkerChaosIT {
    private static final Duration MOST = Duration.ofSeconds(40);
    private static final String LATE = "the lease had ended and another worker has the message";

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Test
    void whatAStoppedWorkerSettlesLateChangesNothingAndIsCounted(Vertx vertx) throws Exception {
        TestDatabase database = POSTGRES.database();
        TaskWriters.createTables(database);
        Map<String, String> settings = Fleet.shortLeases();
        try (MailEndpoint endpoint = MailEndpoint.open(vertx);
                Fleet fleet = new Fleet(database, endpoint, settings)) {
            endpoint.answers(request -> request == 1 ? Answer.ACCEPT_WHEN_TOLD : Answer.ACCEPT);
            database.execute("INSERT INTO tasks VALUES (1, 'task 1');" + "UPDATE tasks SET assignee_id = '"
                    + TaskWriters.ASSIGNEE + "'");
            Member stopped = fleet.start();
            await().atMost(MOST).until(() -> endpoint.open(stopped.key()) == 1 && logged(database) == 2);
            stopped.process().suspend();
            long since = System.nanoTime();

            Member other = fleet.start();
            await().atMost(MOST).until(() -> database.count("SELECT count(*) FROM pgmq.q_notifications") == 0);
            long taken = Duration.ofNanos(System.nanoTime() - since).toMillis();
            Map<String, Object> before = ledger(database);
            endpoint.tell();
            stopped.process().proceed();
            await().atMost(MOST).until(() -> stopped.process().output().contains(LATE));
            database.execute("UPDATE tasks SET title = 'task 1 again'");
            await().atMost(MOST).until(() -> logged(database) == 3);
            assertThat(stopped.process().terminate()).isZero();
            assertThat(other.process().terminate()).isZero();

            int late = stopped.process().output().split(LATE, -1).length - 1;
            long assignments = database.count(
                    "SELECT count(*) FROM activity_logs WHERE metadata #> '{changes,assignee_id}' IS NOT NULL");
            System.out.println("chaos: SIGSTOP with a mail in hand, lease 5 s: another process was done after " + taken
                    + " ms; after SIGCONT the late settle was refused and logged " + late + " time; mails "
                    + endpoint.accepted().size() + ", ledger " + ledger(database) + ", log rows of the assignment "
                    + assignments);
            assertThat(endpoint.accepted()).hasSize(2);
            assertThat(before).containsEntry("state", "accepted").containsEntry("unknowns", 1);
            assertThat(ledger(database)).containsEntry("state", "accepted").containsEntry("unknowns", 1);
            assertThat(late).isEqualTo(1);
            assertThat(assignments).isEqualTo(1);
            assertThat(database.count("SELECT count(*) FROM job_failures")).isZero();
        }
    }

    private static long logged(TestDatabase database) throws Exception {
        return database.count("SELECT count(*) FROM activity_logs");
    }

    private static Map<String, Object> ledger(TestDatabase database) throws Exception {
        return database.rows("SELECT state, sends, unknowns FROM taskwire.email_deliveries").stream()
                .findFirst()
                .orElse(Map.of());
    }
}
