package dev.taskwire.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.Recorded;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of messages whose handler succeeds, fails or throws. */
final class DeliveriesIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final DeliveryStage stage = new DeliveryStage(POSTGRES);

    private final ScriptedHandler script = stage.script();
    private final Recorded recorded = stage.recorded();

    @Test
    void aMessageThatIsDoneIsGone() throws SQLException {
        script.answer("good", attempt -> Future.succeededFuture(Outcome.DONE));
        stage.send("good");

        stage.deploy();

        await().until(() -> stage.queued() == 0);
        assertThat(stage.count("job_failures")).isZero();
        assertThat(stage.count("taskwire.troubled_message")).isZero();
    }

    @Test
    void aMessageThatFailsIsTriedAgainAndForgottenWhenItSucceeds() throws SQLException {
        script.answer(
                "shaky",
                attempt -> Future.succeededFuture(attempt < 3 ? Outcome.retry("not yet, " + attempt) : Outcome.DONE));
        stage.send("shaky");

        stage.deploy();

        await().until(() -> stage.queued() == 0);
        assertThat(script.attempts("shaky")).isEqualTo(3);
        assertThat(recorded.failures()).containsExactly("not yet, 1", "not yet, 2");
        assertThat(stage.count("taskwire.troubled_message")).isZero();
    }

    @Test
    void afterItsLastAttemptAMessageIsADeadLetterWithItsWholeStory() throws SQLException {
        script.answer("hopeless", attempt -> Future.failedFuture("no luck, " + attempt));
        stage.send("hopeless");

        stage.deploy("TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPTS", "3");

        await().until(() -> stage.count("job_failures") == 1);
        Map<String, Object> failure =
                stage.database().rows("SELECT * FROM job_failures").get(0);
        assertThat(failure)
                .containsEntry("queue", DeliveryStage.QUEUE)
                .containsEntry("reason", "no luck, 3")
                .containsEntry("attempts", 3);
        assertThat(stage.database().value("SELECT jsonb_path_query_array(errors, '$[*].reason') FROM job_failures"))
                .isEqualTo("[\"no luck, 1\", \"no luck, 2\", \"no luck, 3\"]");
        assertThat(stage.queued()).isZero();
        assertThat(stage.count("pgmq.a_notifications")).isEqualTo(1);
        assertThat(stage.count("taskwire.troubled_message")).isZero();
    }

    @Test
    void aRejectedMessageIsADeadLetterAtOnce() throws SQLException {
        script.answer("wrong", attempt -> Future.succeededFuture(Outcome.reject("it makes no sense")));
        stage.send("wrong");

        stage.deploy();

        await().until(() -> stage.count("job_failures") == 1);
        assertThat(script.attempts("wrong")).isEqualTo(1);
        assertThat(recorded.buried()).containsExactly("it makes no sense");
    }

    @Test
    void aHandlerThatThrowsFailsItsBatchAndNothingElse() throws SQLException {
        script.answer("thrown", attempt -> {
            throw new IllegalStateException("a bug");
        });
        stage.send("thrown");

        stage.deploy("TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPTS", "1");

        await().until(() -> recorded.buried().equals(List.of("a bug")));
    }

    @Test
    void aMessageThatCannotBeReadIsADeadLetterAndItsBatchIsNot() throws SQLException {
        script.answer("good", attempt -> Future.succeededFuture(Outcome.DONE));
        stage.database()
                .execute("SELECT taskwire.send('notifications', (repeat('[', 3000) || repeat(']', 3000))::jsonb);"
                        + "SELECT taskwire.send('notifications', '{\"name\": \"good\"}')");

        stage.deploy();

        await().until(() -> stage.queued() == 0);
        assertThat(script.attempts("good")).isEqualTo(1);
        assertThat(recorded.buried()).singleElement().asString().startsWith("the message cannot be read:");
        assertThat(stage.database().count("SELECT length(message::text) FROM job_failures"))
                .isEqualTo(6000);
    }
}
