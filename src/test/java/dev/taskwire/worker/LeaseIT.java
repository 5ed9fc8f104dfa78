package dev.taskwire.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.Recorded;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages whose handler takes long, or hangs, or is told to stop. */
final class LeaseIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final DeliveryStage stage = new DeliveryStage(POSTGRES);

    private final ScriptedHandler script = stage.script();
    private final Recorded recorded = stage.recorded();

    @Test
    void aHandlerThatTakesLongerThanTheLeaseRunsOnce() throws SQLException {
        Promise<Outcome> slow = Promise.promise();
        script.answer("slow", attempt -> slow.future());
        stage.send("slow");
        stage.deploy(
                "TASKWIRE_DATABASE_STATEMENT_TIMEOUT", "1s", "TASKWIRE_QUEUES_NOTIFICATIONS_VISIBILITY_TIMEOUT", "2s");
        await().until(() -> script.attempts("slow") == 1);
        String lease = stage.database().value("SELECT vt FROM pgmq.q_notifications");

        await().until(() -> stage.database()
                        .count(
                                "SELECT count(*) FROM pgmq.q_notifications WHERE vt > ?::timestamptz + interval '2 s'",
                                lease)
                == 1);
        slow.complete(Outcome.DONE);

        await().until(() -> stage.queued() == 0);
        assertThat(script.attempts("slow")).isEqualTo(1);
        assertThat(recorded.leasesLost()).isZero();
    }

    @Test
    void aHandlerThatHangsIsGivenUpAtTheEndOfItsAttempt() throws SQLException {
        script.answer(
                "hung",
                attempt -> attempt == 1 ? Promise.<Outcome>promise().future() : Future.succeededFuture(Outcome.DONE));
        stage.send("hung");

        stage.deploy("TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPT_TIMEOUT", "300ms", "TASKWIRE_MAIL_TIMEOUT", "200ms");

        await().until(() -> stage.queued() == 0);
        assertThat(script.attempts("hung")).isEqualTo(2);
        assertThat(recorded.failures()).hasSize(1);
    }

    @Test
    void aLostLeaseIsNoticedAndTheResultDropped() throws SQLException {
        Promise<Outcome> slow = Promise.promise();
        script.answer("stolen", attempt -> slow.future());
        stage.send("stolen");
        stage.deploy(
                "TASKWIRE_DATABASE_STATEMENT_TIMEOUT", "1s", "TASKWIRE_QUEUES_NOTIFICATIONS_VISIBILITY_TIMEOUT", "3s");
        await().until(() -> script.attempts("stolen") == 1);

        stage.database()
                .execute("UPDATE pgmq.q_notifications SET read_ct = read_ct + 1, vt = clock_timestamp() + '1 h'");

        await().until(() -> recorded.leasesLost() == 1);
        slow.complete(Outcome.DONE);
        assertThat(stage.queued()).isEqualTo(1);
    }

    @Test
    void aStopGivesBackWhatIsNotFinishedAndCountsNothing() throws SQLException {
        script.answer("slow", attempt -> Promise.<Outcome>promise().future());
        stage.send("slow");
        for (int restart = 0; restart < 3; restart++) {
            String id = stage.deploy();
            int before = restart;
            await().until(() -> script.attempts("slow") == before + 1);
            stage.undeploy(id);
        }

        assertThat(recorded.released()).isEqualTo(3);
        assertThat(stage.database().rows("SELECT attempts, releases FROM taskwire.troubled_message"))
                .containsExactly(Map.of("attempts", 0, "releases", 3));
        assertThat(stage.database().count("SELECT count(*) FROM pgmq.q_notifications WHERE vt <= clock_timestamp()"))
                .isEqualTo(1);
        assertThat(recorded.quarantined()).isEmpty();
    }
}
