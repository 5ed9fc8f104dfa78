package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.Fleet.Member;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A network that loses the answers of statements that were committed, on each of the lines of two processes. */
@ExtendWith(VertxExtension.class)
final class CommitResetChaosIT {
    private static final Set<String> STATEMENTS = Set.of("activity.move", "queue.read", "queue.delete");
    private static final int FIRED_ON_EACH_AT_LEAST = 20;
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
        try (CuttingRelay oneLine = new CuttingRelay(vertx, server.getHost(), server.getPort(), STATEMENTS, seed);
                CuttingRelay otherLine =
                        new CuttingRelay(vertx, server.getHost(), server.getPort(), STATEMENTS, seed + 1);
                MailEndpoint endpoint = MailEndpoint.open(vertx);
                Oracle oracle = Oracle.open();
                Fleet fleet = new Fleet(database, endpoint, Fleet.shortLeases())) {
            Member one = fleet.start(through(database, oneLine));
            Member other = fleet.start(through(database, otherLine));
            try (TaskWriters writers = new TaskWriters(database, oracle)) {
                writers.begin(4, Duration.ofMillis(150), seed);
                awaitFired(oneLine);
                awaitFired(otherLine);
            }
            oneLine.cutNoMore();
            otherLine.cutNoMore();
            Verdict verdict = new Verdict(database, oracle);
            verdict.awaitDrained(MOST);

            List<Long> mails = List.of(endpoint.accepted(one.key()), endpoint.accepted(other.key()));
            System.out.println("chaos: connections of two processes reset with the answer of a committed statement on"
                    + " its way " + oneLine.answersLost() + " and " + otherLine.answersLost()
                    + ", and right after a statement was sent " + oneLine.cutAtOnce() + " and "
                    + otherLine.cutAtOnce() + ": " + verdict.assertLoggedExactlyOnce()
                    + " changes committed, each logged once; " + verdict.assertMailed(endpoint) + " mails, by process "
                    + mails + ", " + endpoint.duplicates().size()
                    + " sent twice, of which the ledger explains all but "
                    + verdict.unexplained(endpoint).size());
            assertThat(mails).allMatch(sent -> sent > 0);
            assertThat(verdict.unexplained(endpoint)).isEmpty();
            assertThat(verdict.deadLetters()).isZero();
        }
    }

    /** Only its statements go through the relay. */
    private static Map<String, String> through(TestDatabase database, CuttingRelay line) throws Exception {
        return Map.of("DATABASE_URL", database.through(line.open()), "LISTEN_URL", database.url());
    }

    private static void awaitFired(CuttingRelay line) {
        await().atMost(MOST)
                .until(() -> line.answersLost().getOrDefault("activity.move", 0) >= FIRED_ON_EACH_AT_LEAST
                        && line.cutAtOnce().getOrDefault("activity.move", 0) >= FIRED_ON_EACH_AT_LEAST
                        && line.answersLost().getOrDefault("queue.delete", 0) > 0);
    }
}
