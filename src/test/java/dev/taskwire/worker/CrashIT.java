package dev.taskwire.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.Recorded;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages whose deliveries ended without a word. */
final class CrashIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final DeliveryStage stage = new DeliveryStage(POSTGRES);

    private final ScriptedHandler script = stage.script();
    private final Recorded recorded = stage.recorded();

    @Test
    void deliveriesThatEndedWithoutAWordAreCrashesAndTheTenthEndsIt() throws SQLException {
        script.answer("killer", attempt -> Future.succeededFuture(Outcome.DONE));
        stage.send("killer");
        stage.database().execute("UPDATE pgmq.q_notifications SET read_ct = 10");

        stage.deploy();

        await().until(() -> stage.count("job_failures") == 1);
        assertThat(script.attempts("killer")).isZero();
        assertThat(recorded.buried()).containsExactly("its worker ended 10 times while it had this message in hand");
        assertThat(stage.database().count("SELECT attempts FROM job_failures")).isZero();
    }

    @Test
    void fromItsThirdCrashOnAMessageIsWorkedOnAlone() throws SQLException {
        Promise<Outcome> neighbour = Promise.promise();
        script.answer("neighbour", attempt -> neighbour.future());
        script.answer("suspect", attempt -> Future.succeededFuture(Outcome.DONE));
        stage.send("suspect");
        stage.send("neighbour");
        stage.database().execute("UPDATE pgmq.q_notifications SET read_ct = 3 WHERE message ->> 'name' = 'suspect'");

        stage.deploy();
        await().until(() -> script.attempts("neighbour") == 1);
        assertThat(script.attempts("suspect")).isZero();
        neighbour.complete(Outcome.DONE);

        await().until(() -> stage.queued() == 0);
        assertThat(recorded.quarantined()).hasSize(1);
    }
}
