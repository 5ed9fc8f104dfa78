package dev.taskwire;

import static dev.taskwire.LibraryStage.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.LibraryStage.Thumbnail;
import dev.taskwire.support.ServerUnderTest;
import dev.taskwire.testing.TaskwireExtension;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Schemas, versions and types on real queues: what is refused, what is dead, what waits for who knows it. */
final class LibrarySchemaIT {
    @RegisterExtension
    static final TaskwireExtension TASKWIRE = ServerUnderTest.taskwire();

    @RegisterExtension
    final LibraryStage stage = new LibraryStage(TASKWIRE);

    private static final QueueOptions QUICK = QueueOptions.defaults().pollInterval(Duration.ofMillis(200));
    private static final JsonObject WIDTH =
            new JsonObject("{\"required\": [\"width\"], \"properties\": {\"width\": {\"type\": \"integer\"}}}");

    private final List<Object> handled = new CopyOnWriteArrayList<>();

    private <T> Future<Outcome> remember(T payload, Delivery delivery) {
        handled.add(payload);
        return Future.succeededFuture(Outcome.done());
    }

    private void send(String queue, String json, String headers) throws SQLException {
        stage.database()
                .execute("SELECT taskwire.make_queue('" + queue + "'); SELECT taskwire.send('" + queue + "', '" + json
                        + "', '" + headers + "')");
    }

    private long unknown(String queue) throws SQLException {
        return stage.database().count("SELECT count(*) FROM taskwire.unknown_message WHERE queue = ?", queue);
    }

    @Test
    void whatDoesNotConformIsNotSentAndWhatComesAllTheSameIsADeadLetterWithItsViolations() throws SQLException {
        Taskwire taskwire = stage.start(stage.library()
                .queue("checked", Thumbnail.class, QUICK.schemas(Schemas.from(1, WIDTH)), this::remember));

        assertThatThrownBy(() -> complete(taskwire.sender()
                        .sendAll(
                                "checked", List.of(new Thumbnail("a.png", 80), new JsonObject().put("width", "wide")))))
                .cause()
                .isInstanceOf(TaskwireException.class)
                .hasMessageContaining("of message 2: the message does not conform to version 1: /width: ");
        complete(taskwire.sender().send("checked", new Thumbnail("a.png", 80)));
        await().until(() -> handled.size() == 1);
        assertThat(stage.database().count("SELECT count(*) FROM pgmq.q_checked"))
                .isZero();

        stage.send("checked", "{\"image\": 5}");
        stage.send("checked", "\"{\\\"image\\\": \\\"b.png\\\", \\\"width\\\": 40}\"");
        send("checked", "{\"width\": 1}", "{\"version\": \"first\"}");
        stage.send("checked", "{\"width\": 1, \"deep\": " + "[".repeat(1500) + "]".repeat(1500) + "}");

        await().until(() -> stage.database().count("SELECT count(*) FROM job_failures WHERE queue = 'checked'") == 3);
        assertThat(stage.database().rows("SELECT reason FROM job_failures WHERE queue = 'checked' ORDER BY message_id"))
                .extracting(row -> String.valueOf(row.get("reason")))
                .satisfiesExactly(
                        reason -> assertThat(reason)
                                .startsWith("the message does not conform to version 1: ")
                                .contains("width"),
                        reason -> assertThat(reason).isEqualTo("the header version is no whole number from 1"),
                        reason -> assertThat(reason).startsWith("the message cannot be read: "));
        assertThat(handled).containsExactly(new Thumbnail("a.png", 80), new Thumbnail("b.png", 40));
        assertThat(stage.events())
                .filteredOn(event -> event.startsWith("invalid"))
                .hasSize(3);
    }

    @Test
    void theUsersCodeMayDecideWhatBecomesOfAnInvalidMessage() throws SQLException {
        List<Violation> heard = new CopyOnWriteArrayList<>();
        QueueOptions lenient = QUICK.schemas(Schemas.from(1, WIDTH)).onInvalid((message, violations) -> {
            heard.addAll(violations);
            if (message.id() == 2) {
                throw new IllegalStateException("no decision");
            }
            return Outcome.doneArchiving();
        });
        stage.start(stage.library().queue("lenient", JsonObject.class, lenient, this::remember));

        stage.send("lenient", "{\"width\": \"wide\"}");
        stage.send("lenient", "{\"width\": null}");

        stage.awaitEmpty("lenient");
        assertThat(heard).extracting(Violation::pointer).containsExactly("/width", "/width");
        assertThat(stage.archived("lenient")).isEqualTo(2);
        assertThat(stage.database().count("SELECT count(*) FROM job_failures WHERE queue = 'lenient'"))
                .isEqualTo(1);
    }

    @Test
    void twoTypesAndThreeVersionsHaveTheirHandlers() throws SQLException {
        Schemas three = Schemas.from(1, WIDTH)
                .upcast(old -> old.put("height", old.getInteger("width")))
                .version(2, WIDTH)
                .upcast(old -> old.put("image", "none.png"))
                .version(3, new JsonObject("{\"required\": [\"width\", \"height\", \"image\"]}"));
        Taskwire taskwire = stage.start(stage.library()
                .queue("media", Thumbnail.class, QUICK.type("thumbnail").schemas(three), this::remember)
                .blockingQueue("media", JsonObject.class, QUICK.type("video"), (video, delivery) -> {
                    handled.add(video.put("on", Thread.currentThread().getName()));
                    return Outcome.done();
                }));

        send("media", "{\"width\": 7}", "{\"type\": \"thumbnail\"}");
        send("media", "{\"width\": 8, \"height\": 9}", "{\"type\": \"thumbnail\", \"version\": 2}");
        complete(taskwire.sender()
                .send(
                        "media",
                        new JsonObject().put("length", 9),
                        SendOptions.defaults().type("video")));

        await().until(() -> handled.size() == 3);
        assertThat(handled)
                .containsExactlyInAnyOrder(
                        new Thumbnail("none.png", 7),
                        new Thumbnail("none.png", 8),
                        new JsonObject().put("length", 9).put("on", "taskwire-media-1"));
    }

    @Test
    void optionsOfTheWholeQueueAreTheSameForEachHandlerAndSchemasAreRead() {
        Taskwire taskwire = stage.library()
                .queue("mixed", JsonObject.class, QUICK.type("a"), this::remember)
                .queue(
                        "mixed",
                        JsonObject.class,
                        QUICK.type("b").batchSize(7).schemas(Schemas.from(1, new JsonObject().put("type", "thing"))),
                        this::remember)
                .queue("mixed", JsonObject.class, QUICK.type("b").batchSize(7), this::remember);

        assertThatThrownBy(() -> complete(taskwire.start()))
                .cause()
                .isInstanceOf(InvalidOptionsException.class)
                .hasMessageContaining("the options have 3 problems")
                .hasMessageContaining("queue mixed type b: batchSize: expected 100 as for the other handlers")
                .hasMessageContaining("queue mixed type b: it has two handlers")
                .hasMessageContaining("queue mixed type b: schemas: version 1: it is no JSON Schema: /type: ");
    }

    @Test
    void whatNobodyKnowsWaitsAsideUntilAWorkerKnowsIt() throws SQLException {
        Taskwire old =
                stage.start(stage.library().queue("aside", JsonObject.class, QUICK.type("known"), this::remember));
        for (int i = 0; i < 5; i++) {
            send("aside", "{\"n\": " + i + "}", "{\"type\": \"new\", \"version\": 2, \"tenant\": \"t1\"}");
        }
        await().until(() -> unknown("aside") == 5);

        assertThat(stage.queued("aside")).isZero();
        assertThat(stage.database()
                        .value(
                                "SELECT count(DISTINCT headers ->> 'event_id') || ' ' || min(type) || ' ' || min(version) || ' '"
                                        + " || bool_and(headers ->> 'tenant' = 't1' AND enqueued_at <= since)"
                                        + " FROM taskwire.unknown_message WHERE queue = 'aside'"))
                .isEqualTo("5 new 2 true");
        assertThat(stage.database().value("SELECT unknown FROM taskwire.queue_figures('aside', 100)"))
                .isEqualTo("5");
        assertThat(stage.logLines())
                .filteredOn(line -> line.contains("set aside") && line.contains("version=\"2\""))
                .hasSize(1);
        assertThat(stage.events()).filteredOn(event -> event.startsWith("dead")).isEmpty();
        complete(old.close());

        stage.start(stage.library()
                .queue("aside", JsonObject.class, QUICK.type("known"), this::remember)
                .queue("aside", JsonObject.class, QUICK, this::remember));

        await().until(() -> handled.size() == 5);
        assertThat(handled)
                .containsExactlyElementsOf(IntStream.range(0, 5)
                        .mapToObj(n -> new JsonObject().put("n", n))
                        .toList());
        stage.awaitEmpty("aside");
        assertThat(unknown("aside")).isZero();
        assertThat(stage.database().count("SELECT count(*) FROM taskwire.troubled_message WHERE queue = 'aside'"))
                .isZero();
    }

    @Test
    void whileADeploymentIsUnderWayEachNewMessageIsHandledOnceByWhoKnowsIt() throws SQLException {
        Schemas second = Schemas.from(1, WIDTH).upcast(old -> old).version(2, WIDTH);
        List<JsonObject> byOld = new CopyOnWriteArrayList<>();
        Taskwire old = stage.start(stage.library()
                .queue("rolling", JsonObject.class, QUICK.schemas(Schemas.from(1, WIDTH)), (payload, delivery) -> {
                    byOld.add(payload);
                    return Future.succeededFuture(Outcome.done());
                }));
        Taskwire fresh =
                stage.start(stage.library().queue("rolling", JsonObject.class, QUICK.schemas(second), this::remember));
        for (int i = 0; i < 100; i++) {
            complete((i % 4 == 0 ? old : fresh)
                    .sender()
                    .send("rolling", new JsonObject().put("width", i).put("new", i % 4 != 0)));
        }
        await().until(() -> byOld.size() + handled.size() >= 80 || unknown("rolling") > 0);
        complete(old.close());

        await().atMost(Duration.ofSeconds(20)).until(() -> byOld.size() + handled.size() >= 100);
        stage.awaitEmpty("rolling");
        assertThat(unknown("rolling")).isZero();
        assertThat(byOld).noneMatch(payload -> payload.getBoolean("new"));
        assertThat(handled)
                .map(JsonObject.class::cast)
                .filteredOn(payload -> payload.getBoolean("new"))
                .hasSize(75)
                .doesNotHaveDuplicates();
        assertThat(byOld.size() + handled.size()).isEqualTo(100);
    }
}
