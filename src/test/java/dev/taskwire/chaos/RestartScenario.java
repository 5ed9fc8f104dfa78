package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.Fleet.Member;
import dev.taskwire.chaos.MailEndpoint.Answer;
import dev.taskwire.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;

/** A service that is deployed again and again while one mail hangs: no restart counts as an attempt. */
final class RestartScenario {
    private static final Duration START_MOST = Duration.ofSeconds(60);

    private RestartScenario() {}

    static void run(TestDatabase database, Vertx vertx, int restarts) throws Exception {
        TaskWriters.createTables(database);
        Map<String, String> settings = Map.of(
                "TASKWIRE_SHUTDOWN_DEADLINE", "500ms",
                "TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPTS", "3",
                "TASKWIRE_MAIL_TIMEOUT", "5s",
                "TASKWIRE_QUEUES_NOTIFICATIONS_POLL_INTERVAL", "500ms");
        try (MailEndpoint endpoint = MailEndpoint.open(vertx);
                Fleet fleet = new Fleet(database, endpoint, settings)) {
            endpoint.answers(request -> Answer.ACCEPT_BUT_HANG);
            database.execute("INSERT INTO tasks VALUES (1, 'slow');" + "UPDATE tasks SET assignee_id = '"
                    + TaskWriters.ASSIGNEE + "'");
            for (int restart = 1; restart <= restarts; restart++) {
                Member member = fleet.start();
                await().atMost(START_MOST)
                        .until(() -> endpoint.open(member.key()) == 1
                                || database.count("SELECT count(*) FROM job_failures") > 0);
                assertThat(database.rows("SELECT reason, errors::text FROM job_failures"))
                        .as("dead letters at restart " + restart)
                        .isEmpty();
                assertThat(member.process().terminate()).isZero();
            }
            Map<String, Object> trouble = database.rows("SELECT attempts, releases FROM taskwire.troubled_message")
                    .get(0);
            System.out.println(
                    "chaos: SIGTERM with a mail in hand that hangs: " + restarts + " restarts, exit code 0 each,"
                            + " attempts " + trouble.get("attempts") + ", given back " + trouble.get("releases")
                            + " times, dead letters " + database.count("SELECT count(*) FROM job_failures"));
            assertThat(trouble).containsEntry("attempts", 0);
            assertThat(database.count("SELECT releases FROM taskwire.troubled_message"))
                    .isGreaterThanOrEqualTo(restarts);
            assertThat(database.count("SELECT count(*) FROM job_failures")).isZero();

            endpoint.answers(request -> Answer.ACCEPT);
            Member last = fleet.start();
            await().atMost(START_MOST).until(() -> database.count("SELECT count(*) FROM pgmq.q_notifications") == 0);
            assertThat(last.process().terminate()).isZero();
            assertThat(database.count("SELECT count(*) FROM job_failures")).isZero();
        }
    }
}
