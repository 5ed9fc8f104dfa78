package dev.taskwire;

import static dev.taskwire.LibraryStage.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.LibraryStage.Thumbnail;
import dev.taskwire.support.ServerUnderTest;
import dev.taskwire.testing.DeadLetter;
import dev.taskwire.testing.Drained;
import dev.taskwire.testing.EnqueuedMessage;
import dev.taskwire.testing.TaskwireExtension;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What users test with: messages are worked on when a test says so, and it is told what came of it. */
final class TaskwireExtensionIT {
    private static final Thumbnail CAT = new Thumbnail("cat.png", 80);
    private static final QueueOptions PATIENT =
            QueueOptions.defaults().attempts(2).backoff(Duration.ofMinutes(5), Duration.ofMinutes(5));

    @RegisterExtension
    final TaskwireExtension taskwire = ServerUnderTest.taskwire();

    private final List<Object> handled = new CopyOnWriteArrayList<>();

    private <T> Future<Outcome> remember(T payload, Delivery delivery) {
        handled.add(payload);
        return Future.succeededFuture(Outcome.done());
    }

    @CanIgnoreReturnValue
    private long send(String queue, Object payload) {
        return complete(taskwire.sender().send(queue, payload));
    }

    @CanIgnoreReturnValue
    private long send(String queue, Object payload, Duration delay) {
        return complete(
                taskwire.sender().send(queue, payload, SendOptions.defaults().delay(delay)));
    }

    @Test
    void nothingIsWorkedOnBeforeTheDrainWhichAlsoDoesWhatHandlersSendEachOther() {
        taskwire.handlers(app -> app.queue(
                        "orders",
                        JsonObject.class,
                        (order, delivery) ->
                                app.sender().send("thumbnails", CAT).map(Outcome.done()))
                .queue("thumbnails", Thumbnail.class, this::remember));
        send("orders", new JsonObject());
        taskwire.assertNothingEnqueued("thumbnails");
        assertThat(taskwire.enqueued("orders")).singleElement().matches(EnqueuedMessage::due);

        Drained drained = taskwire.drain();

        assertThat(drained).isEqualTo(new Drained(2, 0, 0, List.of()));
        assertThat(handled).containsExactly(CAT);
        taskwire.assertNothingEnqueued("orders");
        taskwire.assertNothingEnqueued("thumbnails");
        assertThat(taskwire.drain().done()).isZero();
    }

    @Test
    void manyAreDrainedBeyondABatchAndBeyondWhatIsInHandAtOnce() {
        taskwire.handlers(app -> app.queue("many", JsonObject.class, this::remember));
        complete(taskwire.sender().sendAll("many", Collections.nCopies(1000, new JsonObject())));

        assertThat(taskwire.drain().done()).isEqualTo(1000);
        assertThat(handled).hasSize(1000);
    }

    @Test
    void oneQueueIsDrainedAndTheOthersAreLeft() {
        taskwire.handlers(app -> app.queue(
                        "orders",
                        JsonObject.class,
                        (order, delivery) ->
                                app.sender().send("thumbnails", CAT).map(Outcome.done()))
                .queue("thumbnails", Thumbnail.class, this::remember));
        send("orders", new JsonObject());

        assertThat(taskwire.drain("orders").done()).isEqualTo(1);

        assertThat(taskwire.assertEnqueued("thumbnails", CAT).payloadAs(Thumbnail.class))
                .isEqualTo(CAT);
        assertThat(handled).isEmpty();
        assertThat(taskwire.drain().done()).isEqualTo(1);
        assertThatThrownBy(() -> taskwire.drain("thumbnial"))
                .hasMessage("no handler was given for queue thumbnial; there are handlers for: orders, thumbnails");
    }

    @Test
    void aFailedAttemptIsRepeatedWhenTheClockHasPassedItsPauseUntilItIsADeadLetter() {
        taskwire.handlers(app -> app.queue("mails", JsonObject.class, PATIENT, (mail, delivery) -> {
            throw new IllegalStateException("the provider is away");
        }));
        send("mails", new JsonObject().put("to", "ada"));

        assertThat(taskwire.drain()).hasToString("0 done, 1 retried, 0 dead letters: mails 1: the provider is away");
        assertThat(taskwire.drain().retried()).isZero();
        assertThat(taskwire.enqueued("mails")).singleElement().matches(message -> !message.due());

        taskwire.clock().advance(Duration.ofMinutes(5));
        assertThat(taskwire.drain().deadLettered()).isEqualTo(1);

        taskwire.assertNothingEnqueued("mails");
        DeadLetter dead = taskwire.deadLetters("mails").get(0);
        assertThat(dead.reason()).isEqualTo("the provider is away");
        assertThat(dead.attempts()).isEqualTo(2);
        assertThat(dead.payload()).isEqualTo(new JsonObject().put("to", "ada"));
    }

    @Test
    void theClockBringsDelayedMessagesNearerWhetherTheyWaitInTheirQueueOrOutsideOfIt() {
        taskwire.handlers(app -> app.queue("later", JsonObject.class, this::remember));
        send("later", new JsonObject().put("in", "seconds"), Duration.ofSeconds(50));
        send("later", new JsonObject().put("in", "hours"), Duration.ofHours(2));
        assertThat(taskwire.drain().done()).isZero();
        assertThat(taskwire.enqueued("later")).hasSize(2);

        taskwire.clock().advance(Duration.ofSeconds(50));
        assertThat(taskwire.drain().done()).isEqualTo(1);
        taskwire.clock().advance(Duration.ofHours(1));
        assertThat(taskwire.drain().done()).isZero();
        taskwire.clock().advance(Duration.ofHours(1));
        assertThat(taskwire.drain().done()).isEqualTo(1);

        assertThatThrownBy(() -> taskwire.clock().advance(Duration.ZERO)).hasMessageContaining("forward only");
    }

    @Test
    void whatAnotherClientHasInHandKeepsItsLease() {
        taskwire.handlers(app -> app.queue("held", JsonObject.class, this::remember));
        send("held", new JsonObject());
        complete(taskwire.pool().query("SELECT pgmq.read('held', 60, 1)").execute());

        taskwire.clock().advance(Duration.ofHours(1));

        assertThat(taskwire.drain().done()).isZero();
        assertThat(taskwire.enqueued("held")).singleElement().matches(message -> !message.due());
    }

    @Test
    void anAssertionThatFailsShowsWhatIsThere() {
        taskwire.handlers(app -> app.queue("thumbnails", Thumbnail.class, this::remember));
        send("thumbnails", new Thumbnail("dog.png", 80));

        assertThatThrownBy(() -> taskwire.assertEnqueued("thumbnails", CAT))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected in queue thumbnails: {\"image\":\"cat.png\",\"width\":80}")
                .hasMessageContaining("message 1: {\"image\":\"dog.png\",\"width\":80}, headers {\"event_id\":");
        assertThatThrownBy(() -> taskwire.assertNothingEnqueued("thumbnails"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected nothing in queue thumbnails, but there waits:\n  message 1");
        assertThatThrownBy(() -> taskwire.assertNothingEnqueued("thumbnial"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("there is no queue thumbnial; there are: activity_log");
    }

    @Test
    void aDrainThatDoesNotEndSaysWhatIsLeft() {
        taskwire.deadline(Duration.ofMillis(500))
                .handlers(app -> app.queue(
                        "endless",
                        JsonObject.class,
                        (payload, delivery) -> Promise.<Outcome>promise().future()));
        send("endless", new JsonObject());

        assertThatThrownBy(taskwire::drain)
                .isInstanceOf(AssertionError.class)
                .hasMessage("after 500 ms there is still work (in hand: endless 1); until then: 0 done, 0 retried,"
                        + " 0 dead letters");
    }

    @Test
    void startedWorkersTakeMessagesAsTheyComeAndTheClockWakesThem() {
        taskwire.handlers(app -> app.queue("running", JsonObject.class, this::remember));
        Taskwire running = taskwire.start();
        assertThat(running.queues()).containsExactly("running");

        send("running", new JsonObject());
        await().until(() -> handled.size() == 1);
        send("running", new JsonObject(), Duration.ofHours(1));
        taskwire.clock().advance(Duration.ofHours(1));
        await().until(() -> handled.size() == 2);

        assertThatThrownBy(taskwire::drain).hasMessageContaining("has started workers");
    }

    @Test
    void aPausedQueueIsLeftAndStaysPaused() {
        taskwire.handlers(app -> app.queue("stopped", JsonObject.class, this::remember)
                .queue("going", JsonObject.class, this::remember));
        complete(taskwire.pool().query("SELECT taskwire.pause('stopped')").execute());
        send("stopped", new JsonObject());

        assertThat(taskwire.drain().done()).isZero();
        assertThat(taskwire.drain("going").done()).isZero();
        assertThat(taskwire.drain().done()).isZero();
    }

    @Test
    void aScheduleIsFiredByItsName() {
        taskwire.handlers(app -> app.queue("reports", JsonObject.class, this::remember));
        complete(taskwire.pool()
                .query("SELECT taskwire.schedule('daily', '0 9 * * *', 'reports', '{\"kind\": \"daily\"}')")
                .execute());

        taskwire.runSchedule("daily");

        assertThat(taskwire.assertEnqueued("reports", new JsonObject().put("kind", "daily"))
                        .headers()
                        .getString("schedule"))
                .isEqualTo("daily");
        assertThat(taskwire.drain().done()).isEqualTo(1);
    }
}
