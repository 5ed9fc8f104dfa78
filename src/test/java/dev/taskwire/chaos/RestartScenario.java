package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.Fleet.Member;
import dev.taskwire.chaos.MailEndpoint.Answer;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A service that is deployed again and again while one mail hangs: no restart counts as an attempt. In a fleet of two,
 * the next process is at work before the one with the mail is told to stop, as in a rolling deploy.
 */
final class RestartScenario {
    private static final Duration MOST = Duration.ofSeconds(60);

    private final TestDatabase database;
    private final Vertx vertx;
    private final FleetSize size;

    RestartScenario(TestDatabase database, Vertx vertx, FleetSize size) {
        this.database = database;
        this.vertx = vertx;
        this.size = size;
    }

    void run(int restarts) throws Exception {
        TaskWriters.createTables(database);
        Map<String, String> settings = Map.of(
                "TASKWIRE_SHUTDOWN_DEADLINE", "500ms",
                "TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPTS", "3",
                // Twice as long as this a process may take to start before the mail's time runs out with nobody to
                // blame.
                "TASKWIRE_MAIL_TIMEOUT", "5s",
                "TASKWIRE_QUEUES_NOTIFICATIONS_POLL_INTERVAL", "500ms");
        try (MailEndpoint endpoint = MailEndpoint.open(vertx);
                Fleet fleet = new Fleet(database, endpoint, settings)) {
            endpoint.answers(request -> Answer.ACCEPT_BUT_HANG);
            database.execute("INSERT INTO tasks VALUES (1, 'slow');" + "UPDATE tasks SET assignee_id = '"
                    + TaskWriters.ASSIGNEE + "'");
            List<Member> serving = fleet.startListening(size.processes());
            for (int restart = 1; restart < restarts; restart++) {
                terminateHolder(serving, endpoint);
                serving.addAll(fleet.startListening(1));
            }
            terminateHolder(serving, endpoint);
            assertCountedAsNoAttempt(restarts);

            endpoint.answers(request -> Answer.ACCEPT);
            serving.addAll(fleet.startListening(1));
            await().atMost(MOST).until(() -> database.count("SELECT count(*) FROM pgmq.q_notifications") == 0);
            for (Member last : serving) {
                assertThat(last.process().terminate()).isZero();
            }
            assertThat(failures()).isZero();
        }
    }

    private void terminateHolder(List<Member> serving, MailEndpoint endpoint) throws Exception {
        await().atMost(MOST)
                .until(() -> serving.stream().anyMatch(member -> endpoint.open(member.key()) == 1) || failures() > 0);
        assertThat(database.rows("SELECT reason, errors::text FROM job_failures"))
                .as("dead letters")
                .isEmpty();
        Member holder = serving.stream()
                .filter(member -> endpoint.open(member.key()) == 1)
                .findFirst()
                .orElseThrow();
        assertThat(holder.process().terminate()).isZero();
        serving.remove(holder);
        assertThat(serving).allMatch(member -> member.process().isAlive());
    }

    private void assertCountedAsNoAttempt(int restarts) throws Exception {
        assertThat(database.rows("SELECT reason, errors::text FROM job_failures"))
                .as("dead letters")
                .isEmpty();
        Map<String, Object> trouble = database.rows("SELECT attempts, releases FROM taskwire.troubled_message")
                .get(0);
        System.out.println("chaos: SIGTERM with a mail in hand that hangs, " + size + ": "
                + restarts + " restarts, exit code 0 each, attempts " + trouble.get("attempts") + ", given back "
                + trouble.get("releases") + " times, dead letters " + failures());
        assertThat(trouble).containsEntry("attempts", 0);
        assertThat(database.count("SELECT releases FROM taskwire.troubled_message"))
                .isGreaterThanOrEqualTo(restarts);
        assertThat(failures()).isZero();
    }

    private long failures() throws Exception {
        return database.count("SELECT count(*) FROM job_failures");
    }
}
