package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.TestDatabase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;

/** Two processes under load, one of which is killed every two seconds or so: nothing is lost, nothing done twice unsaid. */
final class KillScenario {
    private static final Duration DRAINED_MOST = Duration.ofMinutes(2);

    private KillScenario() {}

    /** @param effective how many of the kills must hit a process with mails in hand */
    static void run(TestDatabase database, Vertx vertx, int kills, int effective) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed of the killings: " + seed);
        TaskWriters.createTables(database);
        Map<String, String> settings = Fleet.shortLeases();
        settings.put("TASKWIRE_QUEUES_NOTIFICATIONS_CONCURRENCY", "8");
        try (MailEndpoint endpoint = MailEndpoint.open(vertx);
                Oracle oracle = Oracle.open();
                Fleet fleet = new Fleet(database, endpoint, settings);
                Killings killings = new Killings(fleet, endpoint)) {
            endpoint.answersAfter(Duration.ofMillis(300));
            try (TaskWriters writers = new TaskWriters(database, oracle)) {
                writers.begin(4, Duration.ofMillis(150), seed);
                killings.run(kills, effective);
            }
            endpoint.answersAfter(Duration.ofMillis(20));
            Verdict verdict = new Verdict(database, oracle);
            verdict.awaitDrained(DRAINED_MOST);

            long hits = killings.hits();
            int changes = verdict.assertLoggedExactlyOnce();
            int mails = verdict.assertMailed(endpoint);
            int duplicates = endpoint.duplicates().size();
            System.out.println("chaos: kill -9 of one of two processes every 2 s, but in "
                    + killings.idlePeriods() + " idle periods: "
                    + killings.inHand().size() + " kills, " + hits
                    + " with mails in hand " + killings.inHand() + "; " + changes + " changes committed, "
                    + oracle.rolledBack() + " rolled back, each committed one logged once; " + mails + " mails, "
                    + duplicates + " sent twice, of which the ledger explains all but "
                    + verdict.unexplained(endpoint).size());
            assertThat(hits).isGreaterThanOrEqualTo(effective);
            assertThat(verdict.unexplained(endpoint)).isEmpty();
            assertThat(verdict.deadLetters()).isZero();
        }
    }
}
