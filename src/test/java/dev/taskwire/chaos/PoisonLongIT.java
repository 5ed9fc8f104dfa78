package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.MailEndpoint.Accepted;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bad messages among a thousand good ones: all of them in one batch of one process, or in many small ones that two
 * processes share.
 */
@ExtendWith(VertxExtension.class)
final class PoisonLongIT {
    private static final Duration MOST = Duration.ofSeconds(100);

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    @ParameterizedTest(name = "in {0}")
    @EnumSource(names = {"ONE_PROCESS", "TWO_PROCESSES"})
    void theLogRefusesWhatIsNoActivityAndTakesEverythingElse(FleetSize size, Vertx vertx) throws Exception {
        List<Poison> kinds = Poison.activities();
        try (PoisonStage stage = new PoisonStage(database(), vertx, size)) {
            stage.start();
            stage.sendActivitiesAmongGood(kinds);
            await().atMost(MOST).until(() -> stage.queued("activity_log") == 0);

            report("activity_log in " + size, kinds, count("activity_logs WHERE entity_type = 'good'"));
            stage.assertAllMovedActivities();
        }
        assertThat(count("activity_logs WHERE entity_type = 'good'")).isEqualTo(PoisonStage.GOOD);
        for (Poison poison : kinds) {
            assertThat(count("activity_logs WHERE entity_type = ?", poison.name()))
                    .as(poison.name())
                    .isEqualTo(poison.works() ? 1 : 0);
        }
        assertDeadLetters(kinds);
    }

    @ParameterizedTest(name = "in {0}")
    @EnumSource(names = {"ONE_PROCESS", "TWO_PROCESSES"})
    void halfOfASurrogatePairInAWatchedColumnIsLogged(FleetSize size, Vertx vertx) throws Exception {
        try (PoisonStage stage = new PoisonStage(database(), vertx, size)) {
            database()
                    .execute(
                            "CREATE TABLE notes (id int PRIMARY KEY, body json); SELECT taskwire.watch('notes');"
                                    + "INSERT INTO notes VALUES (1, '{\"half\": \"\\ud800\"}'), (2, '{\"nul\": \"\\u0000\"}'), (3, '{}')");
            stage.start();

            await().atMost(MOST).until(() -> count("activity_logs WHERE entity_type = 'notes'") == 3);
            assertThat(count("job_failures")).isZero();
        }
    }

    @ParameterizedTest(name = "in {0}")
    @EnumSource(names = {"ONE_PROCESS", "TWO_PROCESSES"})
    void aNotificationThatIsNoneIsADeadLetterAtOnceAndItsNeighboursAreMailed(FleetSize size, Vertx vertx)
            throws Exception {
        List<Poison> kinds = Poison.notifications();
        try (PoisonStage stage = new PoisonStage(database(), vertx, size)) {
            stage.start();
            stage.sendNotificationsAmongGood(kinds);
            await().atMost(MOST).until(() -> stage.queued("notifications") == 0);

            long mailed = stage.endpoint().accepted().stream()
                    .map(Accepted::eventId)
                    .distinct()
                    .count();
            report("notifications in " + size, kinds, mailed);
            stage.assertAllMailed();
            assertThat(mailed)
                    .isEqualTo(PoisonStage.GOOD
                            + kinds.stream().filter(Poison::works).count());
        }
        assertDeadLetters(kinds);
    }

    private void assertDeadLetters(List<Poison> kinds) throws SQLException {
        for (Poison poison : kinds) {
            assertThat(reason(poison)).as(poison.name()).contains(poison.expectedReason());
        }
        assertThat(count("job_failures"))
                .isEqualTo(kinds.stream().filter(kind -> !kind.works()).count());
    }

    private void report(String where, List<Poison> kinds, long done) throws SQLException {
        System.out.println("chaos: " + kinds.size() + " bad messages among " + PoisonStage.GOOD + " good ones in "
                + where + ": " + done + " done, " + count("job_failures") + " dead letters");
        for (Poison poison : kinds) {
            System.out.println("poison in " + where + ": " + poison.name() + ": " + reason(poison));
        }
    }

    /** Why it is a dead letter; empty where it is none. */
    private String reason(Poison poison) throws SQLException {
        String reason = database().value("SELECT reason FROM job_failures WHERE headers ->> 'kind' = ?", poison.name());
        return reason == null ? "" : reason;
    }

    private long count(String from, Object... binds) throws SQLException {
        return database().count("SELECT count(*) FROM " + from, binds);
    }

    private TestDatabase database() {
        return postgres.database();
    }
}
