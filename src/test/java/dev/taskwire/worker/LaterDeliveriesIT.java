package dev.taskwire.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.Recorded;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that are to come back later, or to come later in the first place. */
final class LaterDeliveriesIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final DeliveryStage stage = new DeliveryStage(POSTGRES);

    private final ScriptedHandler script = stage.script();
    private final Recorded recorded = stage.recorded();

    @Test
    void aHandlerMayNameTheTimeItself() throws SQLException {
        script.answer(
                "later",
                attempt -> Future.succeededFuture(new Outcome.Retry("come back", Optional.of(Duration.ofSeconds(30)))));
        stage.send("later");

        stage.deploy();

        await().until(() -> recorded.failures().size() == 1);
        assertThat(stage.database()
                        .count("SELECT count(*) FROM pgmq.q_notifications"
                                + " WHERE vt - clock_timestamp() BETWEEN '25 s' AND '30 s'"))
                .isEqualTo(1);
    }

    @Test
    void whatIsPostponedCountsNoAttempt() throws SQLException {
        script.answer(
                "busy",
                attempt -> Future.succeededFuture(
                        attempt < 4 ? Outcome.postpone("not now", Duration.ofMillis(20)) : Outcome.retry("tried")));
        stage.send("busy");

        stage.deploy("TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPTS", "1");

        await().until(() -> stage.count("job_failures") == 1);
        assertThat(script.attempts("busy")).isEqualTo(4);
        assertThat(recorded.failures()).isEmpty();
        assertThat(stage.database().count("SELECT attempts FROM job_failures")).isEqualTo(1);
    }

    @Test
    void whatIsDueLaterThanAMinuteWaitsOutsideOfTheQueueAndKeepsItsStory() throws SQLException {
        script.answer(
                "patient",
                attempt -> Future.succeededFuture(
                        attempt == 1 ? new Outcome.Retry("tomorrow", Optional.of(Duration.ofDays(1))) : Outcome.DONE));
        stage.send("patient");
        stage.deploy();
        await().until(() -> stage.count("taskwire.parked_message") == 1);
        assertThat(stage.queued()).isZero();
        assertThat(stage.database().count("SELECT attempts FROM taskwire.troubled_message"))
                .isEqualTo(1);

        stage.database().execute("UPDATE taskwire.parked_message SET due_at = clock_timestamp() + '500 ms'");
        stage.deploy(); // another, which looks now

        await().until(() -> script.attempts("patient") == 2 && stage.queued() == 0);
        assertThat(stage.count("taskwire.troubled_message")).isZero();
        assertThat(stage.count("taskwire.parked_message")).isZero();
    }

    @Test
    void aMessageThatIsSentForLaterIsParkedAndComesInTime() throws SQLException {
        script.answer("delayed", attempt -> Future.succeededFuture(Outcome.DONE));
        String id = stage.database()
                .value("SELECT taskwire.send('notifications', '{\"name\": \"delayed\"}', NULL, '2 minutes')");
        assertThat(stage.queued()).isZero();

        stage.database().execute("UPDATE taskwire.parked_message SET due_at = clock_timestamp() + '700 ms'");
        stage.deploy();

        await().until(() -> script.attempts("delayed") == 1);
        assertThat(script.messages().get(0).id()).hasToString(id);
        assertThat(script.messages().get(0).headers().getString("event_id")).isNotEmpty();
        assertThat(stage.count("taskwire.parked_message")).isZero();
    }
}
