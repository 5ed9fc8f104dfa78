package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.testing.PostgresExtension;
import dev.taskwire.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A network that loses the answers of statements that were committed. */
@ExtendWith(VertxExtension.class)
final class CommitResetChaosIT {
    private static final Set<String> STATEMENTS = Set.of("activity.move", "queue.read", "queue.delete");
    private static final int FIRED_AT_LEAST = 20;
    private static final Duration MOST = Duration.ofSeconds(90);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Test
    void whatWasCommittedAndNotAnsweredIsNeitherLostNorDoneTwice(Vertx vertx) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed of the cuts: " + seed);
        TestDatabase database = POSTGRES.database();
        TaskWriters.createTables(database);
        URI server = URI.create(database.url());
        Map<String, String> settings = Fleet.shortLeases();
        try (CuttingRelay relay = new CuttingRelay(vertx, server.getHost(), server.getPort(), STATEMENTS, seed);
                MailEndpoint endpoint = MailEndpoint.open(vertx);
                Oracle oracle = Oracle.open();
                Fleet fleet = new Fleet(database, endpoint, settings)) {
            settings.put("DATABASE_URL", database.through(relay.open()));
            settings.put("LISTEN_URL", database.url());
            try (TaskWriters writers = new TaskWriters(database, oracle)) {
                writers.begin(4, Duration.ofMillis(150), seed);
                assertThat(fleet.start().key()).isNotEmpty();
                awaitFired(relay);
            }
            relay.cutNoMore();
            Verdict verdict = new Verdict(database, oracle);
            verdict.awaitDrained(MOST);

            System.out.println("chaos: connections reset with the answer of a committed statement on its way "
                    + relay.answersLost() + ", and right after a statement was sent " + relay.cutAtOnce() + ": "
                    + verdict.assertLoggedExactlyOnce() + " changes committed, each logged once; "
                    + verdict.assertMailed(endpoint) + " mails, "
                    + endpoint.duplicates().size()
                    + " sent twice, of which the ledger explains all but "
                    + verdict.unexplained(endpoint).size());
            assertThat(verdict.unexplained(endpoint)).isEmpty();
            assertThat(verdict.deadLetters()).isZero();
        }
    }

    private static void awaitFired(CuttingRelay relay) {
        await().atMost(MOST)
                .until(() -> relay.answersLost().getOrDefault("activity.move", 0) >= FIRED_AT_LEAST
                        && relay.cutAtOnce().getOrDefault("activity.move", 0) >= FIRED_AT_LEAST
                        && relay.answersLost().getOrDefault("queue.delete", 0) > 0);
    }
}
