package dev.taskwire;

import static dev.taskwire.LibraryStage.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.LibraryStage.Thumbnail;
import dev.taskwire.support.ServerUnderTest;
import dev.taskwire.testing.TaskwireExtension;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Handlers of a user's own: what they are given, where they run, what their answers do. */
final class LibraryIT {
    @RegisterExtension
    static final TaskwireExtension TASKWIRE = ServerUnderTest.taskwire();

    @RegisterExtension
    final LibraryStage stage = new LibraryStage(TASKWIRE);

    private final List<Object> handled = new CopyOnWriteArrayList<>();

    private <T> Future<Outcome> remember(T payload, Delivery delivery) {
        handled.add(payload);
        return Future.succeededFuture(Outcome.done());
    }

    @Test
    void aRecordIsReadFromThePayloadAndAQueueThatIsMissingIsMade() throws SQLException {
        stage.start(stage.library().queue("typed", Thumbnail.class, this::remember));

        stage.send("typed", "{\"image\": \"a.png\", \"width\": 80, \"unknown\": true}");
        stage.send("typed", "\"{\\\"image\\\": \\\"b.png\\\", \\\"width\\\": 40}\"");
        stage.database().execute("SELECT pgmq.send('typed', '{\"image\": \"c.png\", \"width\": 20}')");

        await().until(() -> handled.size() == 3);
        assertThat(handled)
                .containsExactlyInAnyOrder(
                        new Thumbnail("a.png", 80), new Thumbnail("b.png", 40), new Thumbnail("c.png", 20));
        stage.awaitEmpty("typed");
        assertThat(stage.archived("typed")).isZero();
        assertThat(stage.database().value("SELECT to_regclass('taskwire.quiet_typed')"))
                .isEqualTo("taskwire.quiet_typed");
    }

    @Test
    void aPayloadThatDoesNotFitBecomesADeadLetterWithTheReason() throws SQLException {
        stage.send("unfit", "{\"image\": \"a.png\"}");
        stage.start(stage.library().queue("unfit", Thumbnail.class, this::remember));

        stage.awaitEmpty("unfit");
        assertThat(stage.reasonOfFailure("unfit"))
                .contains("the message is no Thumbnail")
                .contains("width");
        assertThat(handled).isEmpty();
        await().until(() -> stage.events().size() == 5);
        assertThat(stage.events().subList(1, 4)).containsExactly("before 1 attempt 1", "invalid 1", "after 1 Reject");
        assertThat(stage.events().get(4)).startsWith("dead 1 the message is no Thumbnail");
    }

    @Test
    void jsonIsGivenAsItIsWithWhatIsKnownOfTheMessage() throws SQLException {
        stage.database().execute("SELECT taskwire.make_queue('plain')");
        stage.database().execute("SELECT taskwire.send('plain', '{\"a\": [1]}', '{\"tenant\": \"t1\"}')");
        Promise<Delivery> seen = Promise.promise();
        QueueOptions archiving = QueueOptions.defaults().onSuccess(OnSuccess.ARCHIVE);

        stage.start(stage.library().queue("plain", JsonObject.class, archiving, (payload, delivery) -> {
            seen.tryComplete(delivery);
            return remember(payload, delivery);
        }));

        Delivery delivery = complete(seen.future());
        assertThat(delivery.messageId()).isEqualTo(1);
        assertThat(delivery.queue()).isEqualTo("plain");
        assertThat(delivery.attempt()).isEqualTo(1);
        assertThat(delivery.headers().getString("tenant")).isEqualTo("t1");
        assertThat(delivery.enqueuedAt()).isNotNull();
        stage.awaitEmpty("plain");
        assertThat(handled).containsExactly(new JsonObject("{\"a\": [1]}"));
        assertThat(stage.archived("plain")).isEqualTo(1);
    }

    @Test
    void aBatchHasAnOutcomeForEachMessage() throws SQLException {
        stage.database().execute("SELECT taskwire.make_queue('batches')");
        stage.database()
                .execute(
                        "SELECT taskwire.send_batch('batches', ARRAY(SELECT jsonb_build_object('image', 'i', 'width', n)"
                                + " FROM generate_series(-1, 3) AS n))");

        stage.start(stage.library().batchQueue("batches", Thumbnail.class, batch -> {
            handled.add(batch.size());
            return batch.stream().map(LibraryIT::byWidth).toList();
        }));

        stage.awaitEmpty("batches");
        assertThat(handled.get(0)).isEqualTo(4);
        assertThat(stage.archived("batches")).isEqualTo(3);
        assertThat(stage.database().rows("SELECT reason FROM job_failures WHERE queue = 'batches' ORDER BY message_id"))
                .hasSize(2)
                .last()
                .hasToString("{reason=too wide}");
    }

    private static Future<Outcome> byWidth(Received<Thumbnail> received) {
        return Future.succeededFuture(
                switch (received.payload().width()) {
                    case 0 -> Outcome.doneArchiving();
                    case 1 ->
                        received.delivery().attempt() == 1
                                ? Outcome.retry("later", Duration.ofMillis(10))
                                : Outcome.done();
                    case 2 -> Outcome.reject("too wide");
                    default -> Outcome.doneDeleting();
                });
    }

    @Test
    void aBlockingHandlerWaitsOnAThreadOfTheQueue() throws SQLException {
        stage.send("blocking", "{}");
        stage.start(stage.library().blockingQueue("blocking", JsonObject.class, (payload, delivery) -> {
            handled.add(Thread.currentThread().getName());
            delivery.extend(Duration.ofSeconds(30)).await(10, TimeUnit.SECONDS);
            return Outcome.done();
        }));

        stage.awaitEmpty("blocking");
        assertThat(handled).containsExactly("taskwire-blocking-1");
    }

    @Test
    void aVirtualThreadIsUsedWhereTheJvmHasThemAndRefusedInWordsWhereNot() throws SQLException {
        stage.send("virtual", "{}");
        QueueOptions virtual = QueueOptions.defaults().runsOn(RunsOn.VIRTUAL_THREAD);
        Taskwire taskwire = stage.library().blockingQueue("virtual", JsonObject.class, virtual, (payload, delivery) -> {
            handled.add(Thread.currentThread().toString());
            return Outcome.done();
        });

        if (Runtime.version().feature() >= 21) {
            stage.start(taskwire);
            stage.awaitEmpty("virtual");
            assertThat(handled).singleElement().asString().startsWith("VirtualThread");
        } else {
            assertThatThrownBy(() -> complete(taskwire.start()))
                    .hasMessageContaining("queue virtual: runsOn: VIRTUAL_THREAD needs Java 21 or newer");
        }
    }

    @Test
    void whatAHandlerThrowsIsARetryOfItsMessageAlone() throws SQLException {
        stage.send("thrown", "{\"image\": \"good\", \"width\": 1}");
        stage.send("thrown", "{\"image\": \"bad\", \"width\": 1}");
        QueueOptions twice =
                QueueOptions.defaults().attempts(2).backoff(Duration.ofMillis(400), Duration.ofMillis(400));

        stage.start(stage.library().queue("thrown", Thumbnail.class, twice, (thumbnail, delivery) -> {
            if (thumbnail.image().equals("bad")) {
                throw new IllegalStateException("no such picture");
            }
            return remember(thumbnail, delivery);
        }));

        stage.awaitEmpty("thrown");
        assertThat(handled).hasSize(1);
        assertThat(stage.reasonOfFailure("thrown")).isEqualTo("no such picture");
        await().until(() -> stage.events().contains("dead 2 no such picture"));
        assertThat(stage.events().stream().filter(event -> event.contains(" 2 ")))
                .containsExactly(
                        "before 2 attempt 1",
                        "after 2 Retry",
                        "failed 2 no such picture",
                        "before 2 attempt 2",
                        "after 2 Retry",
                        "dead 2 no such picture");
    }

    @Test
    void aHandlerThatBlocksItsEventLoopIsNamedAndMovedByAnOptionAlone() throws SQLException {
        QueueHandler<JsonObject> blocking = (payload, delivery) -> {
            LockSupport.parkNanos(Duration.ofMillis(900).toNanos());
            return remember(Thread.currentThread().getName(), delivery);
        };
        stage.send("loops", "{}");
        stage.send("moved", "{}");
        stage.start(stage.library()
                .queue("loops", JsonObject.class, blocking)
                .queue("moved", JsonObject.class, QueueOptions.defaults().runsOn(RunsOn.WORKER), blocking));

        stage.awaitEmpty("loops");
        stage.awaitEmpty("moved");
        assertThat(handled).anySatisfy(thread -> assertThat(thread).asString().startsWith("taskwire-moved"));
        assertThat(stage.logLines())
                .anyMatch(line -> line.contains("blocked its event loop") && line.contains("\"loops\""))
                .noneMatch(line -> line.contains("blocked its event loop") && line.contains("\"moved\""));
    }

    @Test
    void badOptionsAreListedAllAtOnce() {
        Taskwire taskwire = Taskwire.connect(
                        TaskwireOptions.defaults().url("http://nowhere").poolSize(0))
                .queue("Bad Name", JsonObject.class, this::remember)
                .blockingQueue(
                        "loop",
                        JsonObject.class,
                        QueueOptions.defaults().runsOn(RunsOn.EVENT_LOOP).lease(Duration.ofMillis(5)),
                        (payload, delivery) -> Outcome.done())
                .queue("loop", JsonObject.class, this::remember);

        assertThatThrownBy(() -> complete(taskwire.start()))
                .cause()
                .isInstanceOf(InvalidOptionsException.class)
                .extracting(failure -> ((InvalidOptionsException) failure).problems())
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .hasSize(6)
                .anyMatch(problem -> problem.startsWith("url: expected postgres://"))
                .contains("poolSize: expected a number from 1 to 500, got 0")
                .anyMatch(problem -> problem.startsWith("queue Bad Name: expected a name"))
                .contains("queue loop: lease: expected a time from 1s to 720m, got 5ms")
                .contains("queue loop: it has two handlers");
        assertThatThrownBy(() ->
                        complete(Taskwire.connect(TaskwireOptions.defaults()).start()))
                .hasMessageContaining("url: missing");
    }

    @Test
    void aCloseGivesBackWhatIsNotFinishedAndCountsNothing() throws SQLException {
        stage.send("closed", "{}");
        Promise<Void> begun = Promise.promise();
        Promise<Void> lost = Promise.promise();
        Taskwire taskwire = stage.start(stage.library().queue("closed", JsonObject.class, (payload, delivery) -> {
            begun.tryComplete();
            delivery.lost().onComplete(lost);
            return Promise.<Outcome>promise().future();
        }));
        complete(begun.future());

        complete(taskwire.close());

        complete(lost.future());
        assertThat(stage.database().count("SELECT count(*) FROM pgmq.q_closed WHERE vt <= clock_timestamp()"))
                .isEqualTo(1);
        assertThat(stage.database().value("SELECT attempts FROM taskwire.troubled_message WHERE queue = 'closed'"))
                .isEqualTo("0");
        assertThat(stage.events()).first().asString().isEqualTo("ready [closed]");
        assertThat(stage.events()).last().asString().isEqualTo("shutting down");
    }

    @Test
    void onWhatTheUserHasItPollsAndClosesNothing() throws SQLException {
        Vertx vertx = Vertx.vertx();
        Pool pool = PgBuilder.pool()
                .connectingTo(stage.database().url().replace("postgres://", "postgresql://"))
                .using(vertx)
                .build();
        Taskwire taskwire = Taskwire.create(
                        vertx, pool, TaskwireOptions.defaults().migrate(false))
                .queue(
                        "given",
                        JsonObject.class,
                        QueueOptions.defaults().pollInterval(Duration.ofMillis(100)),
                        this::remember);
        complete(taskwire.start());

        long id = complete(taskwire.sender().send("given", new JsonObject().put("a", 1)));

        await().until(() -> handled.size() == 1);
        assertThat(id).isEqualTo(1);
        complete(taskwire.close());
        assertThat(complete(pool.query("SELECT 1").execute()).size()).isEqualTo(1);
        complete(pool.close());
        complete(vertx.close());
    }
}
