package dev.taskwire;

import static dev.taskwire.LibraryStage.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.ServerUnderTest;
import dev.taskwire.testing.TaskwireExtension;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who has a say in what becomes of a message, and what is told of the work on it. */
final class LibraryHooksIT {
    private static final QueueOptions SOON =
            QueueOptions.defaults().backoff(Duration.ofMillis(10), Duration.ofMillis(10));

    @RegisterExtension
    static final TaskwireExtension TASKWIRE = ServerUnderTest.taskwire();

    @RegisterExtension
    final LibraryStage stage = new LibraryStage(TASKWIRE);

    private final List<String> handled = new CopyOnWriteArrayList<>();

    private QueueHandler<JsonObject> answering(Outcome outcome) {
        return (payload, delivery) -> {
            handled.add(delivery.queue() + " " + payload.encode());
            return Future.succeededFuture(outcome);
        };
    }

    private Taskwire library(TaskwireListener listener) {
        return Taskwire.connect(stage.options().listener(listener));
    }

    @Test
    void aHandlerReroutesAMessageWithItsEventIdAndItsHeaders() throws SQLException {
        stage.send("small", "{\"n\": 1}");
        String event = stage.database().value("SELECT headers ->> 'event_id' FROM pgmq.q_small");
        List<JsonObject> headers = new CopyOnWriteArrayList<>();
        stage.start(stage.library()
                .queue("small", JsonObject.class, answering(Outcome.reroute("large")))
                .queue("large", JsonObject.class, (payload, delivery) -> {
                    headers.add(delivery.headers());
                    return Future.succeededFuture(Outcome.done());
                }));

        await().until(() -> headers.size() == 1);
        assertThat(headers.get(0).getString("event_id")).isEqualTo(event);
        assertThat(headers.get(0).getString("rerouted_from")).isEqualTo("small");
        stage.awaitEmpty("large");
        assertThat(stage.queued("small")).isZero();
        assertThat(stage.logLines()).anyMatch(line -> line.startsWith("message rerouted") && line.contains("large"));
    }

    @Test
    void whereThereIsNoSuchQueueItIsAFailedAttempt() throws SQLException {
        stage.send("astray", "{}");
        stage.start(stage.library()
                .queue("astray", JsonObject.class, SOON.attempts(2), answering(Outcome.reroute("nowhere"))));

        await().until(() -> stage.archived("astray") == 1);
        assertThat(handled).hasSize(2);
        assertThat(stage.reasonOfFailure("astray")).contains("cannot be rerouted", "There is no queue 'nowhere'");
    }

    @Test
    void whatGoesRoundInACircleIsADeadLetterInTheEnd() throws SQLException {
        stage.send("circle_a", "{}");
        stage.start(stage.library()
                .queue("circle_a", JsonObject.class, answering(Outcome.reroute("circle_b")))
                .queue("circle_b", JsonObject.class, answering(Outcome.reroute("circle_a"))));

        await().until(() -> stage.archived("circle_a") == 1);
        assertThat(handled).hasSize(11);
        assertThat(stage.reasonOfFailure("circle_a")).contains("it was rerouted 10 times");
    }

    @Test
    void aListenerDecidesBeforeTheHandlerAndTheFirstOneCounts() throws SQLException {
        stage.send("guarded", "{}");
        stage.start(library(new TaskwireListener() {
                    @Override
                    public Optional<Outcome> decide(MessageInfo message) {
                        throw new IllegalStateException("decides nothing");
                    }
                })
                .queue("guarded", JsonObject.class, answering(Outcome.done())));
        stage.awaitEmpty("guarded");
        assertThat(handled).hasSize(1);

        stage.send("decided", "{}");
        stage.start(library(new TaskwireListener() {
                    @Override
                    public Optional<Outcome> decide(MessageInfo message) {
                        return Optional.of(Outcome.reject("not on a Sunday"));
                    }
                })
                .queue("decided", JsonObject.class, answering(Outcome.done())));
        await().until(() -> stage.archived("decided") == 1);
        assertThat(handled).hasSize(1);
        assertThat(stage.reasonOfFailure("decided")).isEqualTo("not on a Sunday");
    }

    @Test
    void ofABatchOnlyWhatIsUndecidedReachesTheHandlerAndEachKeepsItsOutcome() throws SQLException {
        for (int n = 1; n <= 4; n++) {
            stage.send("mixed", "{\"n\": " + n + "}");
        }
        stage.start(library(new TaskwireListener() {
                    @Override
                    public Optional<Outcome> decide(MessageInfo message) {
                        return message.id() % 2 == 0 ? Optional.of(Outcome.reject("even")) : Optional.empty();
                    }
                })
                .batchQueue("mixed", JsonObject.class, batch -> {
                    batch.forEach(
                            one -> handled.add(String.valueOf(one.payload().getInteger("n"))));
                    return batch.stream()
                            .map(one -> Future.succeededFuture(Outcome.done()))
                            .toList();
                }));

        await().until(() -> stage.archived("mixed") == 2 && stage.queued("mixed") == 0);
        assertThat(handled).containsExactlyInAnyOrder("1", "3");
        assertThat(stage.database()
                        .value("SELECT string_agg(message_id::text, ' ' ORDER BY message_id) FROM job_failures"
                                + " WHERE queue = 'mixed'"))
                .isEqualTo("2 4");
    }

    @Test
    void aListenerRevisesWhatTheHandlerAnsweredItsFailureToo() throws SQLException {
        stage.send("revised", "{}");
        stage.start(library(new TaskwireListener() {
                    @Override
                    public Outcome revise(MessageInfo message, Outcome outcome) {
                        return outcome instanceof Outcome.Retry retry
                                ? Outcome.reject("no second time: " + retry.reason())
                                : outcome;
                    }
                })
                .queue("revised", JsonObject.class, (payload, delivery) -> Future.failedFuture("out of ink")));

        await().until(() -> stage.archived("revised") == 1);
        assertThat(stage.reasonOfFailure("revised")).isEqualTo("no second time: out of ink");
    }

    @Test
    void progressIsShownUntilTheAttemptEnds() throws SQLException {
        Promise<Outcome> end = Promise.promise();
        List<Delivery> deliveries = new CopyOnWriteArrayList<>();
        List<String> told = new CopyOnWriteArrayList<>();
        stage.send("long", "{}");
        stage.start(library(new TaskwireListener() {
                    @Override
                    public void progressed(MessageInfo message, Progress progress) {
                        told.add(progress.fraction() + " " + progress.note());
                    }
                })
                .queue("long", JsonObject.class, (payload, delivery) -> {
                    deliveries.add(delivery);
                    return end.future();
                }));
        await().until(() -> deliveries.size() == 1);
        Delivery delivery = deliveries.get(0);

        complete(delivery.progress(0.25, "frame 100 of 400"));
        assertThat(progress("long")).isEqualTo("0.25 frame 100 of 400");
        Future<Void> middle = delivery.progress(0.5, "frame 200");
        complete(delivery.progress(0.75, "frame 300"));
        complete(middle);
        assertThat(progress("long")).isEqualTo("0.75 frame 300");
        assertThat(told).containsExactly("0.25 frame 100 of 400", "0.75 frame 300");
        assertThatThrownBy(() -> complete(delivery.progress(1.5, ""))).hasMessageContaining("expected 0 to 1, got 1.5");

        end.complete(Outcome.done());
        await().until(() -> stage.database().count("SELECT count(*) FROM taskwire.message_progress") == 0);
        assertThatThrownBy(() -> complete(delivery.progress(1, "too late")))
                .hasCauseInstanceOf(LeaseLostException.class);
    }

    private String progress(String queue) throws SQLException {
        return String.valueOf(stage.database()
                .value(
                        "SELECT fraction || ' ' || note FROM taskwire.message_progress AS p JOIN pgmq.q_long AS q"
                                + " ON q.msg_id = p.message_id AND q.read_ct = p.deliveries WHERE p.queue = ?",
                        queue));
    }

    @Test
    void eachReadIsAnnounced() throws SQLException {
        List<String> told = new CopyOnWriteArrayList<>();
        stage.send("announced", "{}");
        stage.start(library(new TaskwireListener() {
                    @Override
                    public void beforeReading(String queue, int most) {
                        told.add(queue + " " + most);
                    }
                })
                .queue("announced", JsonObject.class, SOON.batchSize(7), answering(Outcome.done())));

        stage.awaitEmpty("announced");
        assertThat(told).contains("announced 7");
    }
}
