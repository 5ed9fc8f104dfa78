package dev.taskwire;

import static dev.taskwire.LibraryStage.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.LibraryStage.Thumbnail;
import dev.taskwire.support.ServerUnderTest;
import dev.taskwire.testing.EnqueuedMessage;
import dev.taskwire.testing.TaskwireExtension;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sending from Java. */
final class LibrarySenderIT {
    @RegisterExtension
    static final TaskwireExtension TASKWIRE = ServerUnderTest.taskwire()
            .handlers(app ->
                    app.queue("sent", JsonObject.class, (payload, delivery) -> Future.succeededFuture(Outcome.done())));

    private final Sender sender = TASKWIRE.sender();

    @Test
    void aRecordIsSentWithHeaders() {
        long id = complete(sender.send(
                "sent", new Thumbnail("a.png", 80), SendOptions.defaults().header("tenant", "t1")));

        EnqueuedMessage sent = TASKWIRE.assertEnqueued("sent", new Thumbnail("a.png", 80));
        assertThat(sent.id()).isEqualTo(id);
        assertThat(sent.headers().getString("tenant")).isEqualTo("t1");
        assertThat(sent.headers().fieldNames()).contains("event_id");
    }

    @Test
    void aBatchKeepsItsOrder() {
        List<Long> ids = complete(
                sender.sendAll("sent", List.of(new JsonObject().put("n", 1), new JsonArray().add(2), "three")));

        assertThat(ids).hasSize(3).isSorted();
        assertThat(TASKWIRE.enqueued("sent"))
                .extracting(EnqueuedMessage::payload)
                .containsExactly(new JsonObject().put("n", 1), new JsonArray().add(2), "three");
    }

    @Test
    void whatIsDelayedComesLater() {
        complete(sender.send("sent", new JsonObject(), SendOptions.defaults().delay(Duration.ofSeconds(30))));
        complete(sender.send(
                "sent",
                new JsonObject(),
                SendOptions.defaults().at(Instant.now().plusSeconds(7200))));

        assertThat(TASKWIRE.enqueued("sent"))
                .noneMatch(EnqueuedMessage::due)
                .satisfiesExactly(
                        delayed ->
                                assertThat(delayed.delay()).isCloseTo(Duration.ofSeconds(30), Duration.ofSeconds(10)),
                        parked -> assertThat(parked.delay()).isCloseTo(Duration.ofHours(2), Duration.ofMinutes(1)));
    }

    @Test
    void aKeyIsSentOnceInItsQueue() {
        SendOptions keyed = SendOptions.defaults().dedupKey("order 7");
        long first = complete(sender.send("sent", new JsonObject().put("n", 1), keyed));
        long again = complete(sender.send("sent", new JsonObject().put("n", 2), keyed));

        assertThat(again).isEqualTo(first);
        assertThat(TASKWIRE.enqueued("sent")).hasSize(1);
    }

    @Test
    void aTransactionThatIsRolledBackSendsNothing() {
        Future<Long> undone = TASKWIRE.pool()
                .withTransaction(connection -> sender.on(connection)
                        .send("sent", new JsonObject())
                        .compose(id -> Future.failedFuture("changed my mind")));
        assertThatThrownBy(() -> complete(undone)).hasMessageContaining("changed my mind");
        TASKWIRE.assertNothingEnqueued("sent");

        complete(TASKWIRE.pool()
                .withTransaction(connection -> sender.on(connection).send("sent", new JsonObject())));
        assertThat(TASKWIRE.enqueued("sent")).hasSize(1);
    }

    @Test
    void whatCannotBeSentIsRefusedInWords() {
        assertThatThrownBy(() -> complete(sender.send("no_such_queue", new JsonObject())))
                .cause()
                .isInstanceOf(TaskwireException.class)
                .hasMessageContaining("There is no queue 'no_such_queue'");
        assertThatThrownBy(() -> complete(sender.send("sent", new JsonObject().put("a", "\u0000"))))
                .cause()
                .isInstanceOf(TaskwireException.class);
        assertThatThrownBy(() -> complete(sender.send("sent", new Object())))
                .cause()
                .isInstanceOf(TaskwireException.class);
        assertThatThrownBy(
                        () -> complete(Taskwire.connect(TASKWIRE.url()).sender().send("sent", new JsonObject())))
                .hasMessageContaining("before the start");
    }
}
