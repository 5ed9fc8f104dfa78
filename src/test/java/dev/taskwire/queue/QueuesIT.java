package dev.taskwire.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.postgres.Pools;
import dev.taskwire.queue.OutgoingBatch.Due;
import dev.taskwire.queue.OutgoingBatch.Outgoing;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people do with queues: look, send, pause, purge. */
@ExtendWith(VertxExtension.class)
final class QueuesIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final Duration LEASE = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init")
    private Vertx vertx;

    @SuppressWarnings("NullAway.Init")
    private Pool pool;

    @SuppressWarnings("NullAway.Init")
    private MessageQueue orders;

    @BeforeEach
    void start(Vertx vertx) throws SQLException {
        POSTGRES.database()
                .execute("SELECT pgmq.drop_queue(queue_name) FROM pgmq.meta WHERE queue_name = 'orders';"
                        + "SELECT pgmq.create('orders');"
                        + "TRUNCATE taskwire.parked_message, taskwire.unknown_message, taskwire.troubled_message, taskwire.paused_queue, job_failures,"
                        + " taskwire.schedule_occurrences, pgmq.q_activity_log");
        this.vertx = vertx;
        pool = Pools.create(vertx, POSTGRES.config().database());
        orders = new MessageQueue(pool, "orders");
    }

    @AfterEach
    void stop() throws Exception {
        pool.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void figuresTellWhereTheMessagesAre() throws Exception {
        send(Due.NOW, "1", "2", "3", "4");
        send(Due.after(Duration.ofSeconds(40)), "5");
        send(Due.after(Duration.ofHours(1)), "6", "7");
        List<Message> read = complete(orders.read(3, LEASE));
        complete(new TroubledMessages(pool, orders).retry(read.get(0), 1, "no luck", Duration.ofSeconds(30)));
        complete(orders.archive(read.subList(1, 2)));
        POSTGRES.database()
                .execute(
                        "UPDATE pgmq.q_orders SET enqueued_at = now() - interval '1 hour' WHERE vt <= clock_timestamp();"
                                + "INSERT INTO job_failures (queue, message, reason) VALUES ('orders', '{}', 'r'), ('other', '{}', 'r');"
                                + "INSERT INTO job_failures (queue, message, reason, redriven_at) VALUES ('orders', '{}', 'r', now())");

        QueueStanding standing = complete(queues().standing("orders"));

        assertThat(standing)
                .extracting(
                        QueueStanding::depth,
                        QueueStanding::ready,
                        QueueStanding::inHand,
                        QueueStanding::delayed,
                        QueueStanding::parked,
                        QueueStanding::retrying,
                        QueueStanding::deadLetters,
                        QueueStanding::archived)
                .containsExactly(6L, 1L, 1L, 2L, 2L, 1L, 1L, 1L);
        assertThat(standing.oldestReady()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        assertThat(standing.isPaused()).isFalse();
        assertThat(standing.isEstimated()).isFalse();
        assertThat(complete(queues().list()))
                .extracting(QueueStanding::queue)
                .containsExactly(
                        "activity_log", "cleanup_tasks", "http_calls", "notifications", "orders", "report_generation");
        assertThat(standing.toJson().getDouble("oldest_ready_seconds")).isBetween(3500.0, 3700.0);
    }

    @Test
    void figuresOfALargeQueueAreEstimatesAndSaySo() throws Exception {
        fill("now()", 30_000);
        fill("now() + interval '30 seconds'", 15_000);
        POSTGRES.database().execute("ANALYZE pgmq.q_orders");

        QueueStanding standing = complete(queues().standing("orders"));

        assertThat(standing.isEstimated()).isTrue();
        assertThat(standing.depth()).isBetween(40_000L, 50_000L);
        assertThat(standing.ready()).isBetween(25_000L, 35_000L);
        assertThat(standing.delayed()).isBetween(12_000L, 18_000L);
    }

    @Test
    void aQueueThatCannotBeLookedIntoIsEstimated() throws Exception {
        fill("now()", 100);
        POSTGRES.database().execute("ANALYZE pgmq.q_orders");
        try (Connection connection = POSTGRES.database().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE taskwire.troubled_message");

            QueueStanding standing = complete(queues().standing("orders"));

            assertThat(standing.isEstimated()).isTrue();
            assertThat(standing.depth()).isEqualTo(100);
        }
    }

    @Test
    void peekingPagesByIdAndChangesNothing() throws Exception {
        send(Due.NOW, "{\"n\": 1}", "[2]", "null", "\"" + "x".repeat(5000) + "\"");
        send(Due.after(Duration.ofHours(1)), "5");
        List<Message> read = complete(orders.read(2, LEASE));
        complete(new TroubledMessages(pool, orders).retry(read.get(0), 1, "no luck", Duration.ZERO));
        complete(orders.archive(read.subList(1, 2)));
        String before =
                POSTGRES.database().value("SELECT string_agg(q::text, ' ' ORDER BY msg_id) FROM pgmq.q_orders AS q");

        List<PeekedMessage> first = page(MessagePlace.QUEUED, 0, 2);
        List<PeekedMessage> second = page(MessagePlace.QUEUED, first.get(1).id(), 2);

        assertThat(first).extracting(PeekedMessage::state).containsExactly("ready", "ready");
        JsonObject one = first.get(0).toJson();
        assertThat(one.getJsonObject("message")).isEqualTo(JsonObject.of("n", 1));
        assertThat(one.getInteger("attempts")).isEqualTo(1);
        assertThat(one.getString("last_error")).isEqualTo("no luck");
        assertThat(one.getJsonObject("headers").getString("event_id")).hasSize(36);
        assertThat(second).singleElement().satisfies(cut -> {
            assertThat(cut.message().isCut()).isTrue();
            assertThat(cut.message().length()).isEqualTo(5002);
            assertThat(cut.toJson().getValue("message")).isNull();
            assertThat(cut.toJson().getString("message_text")).hasSize(4096);
        });
        assertThat(page(MessagePlace.PARKED, 0, 9))
                .extracting(PeekedMessage::state)
                .containsExactly("parked");
        assertThat(page(MessagePlace.ARCHIVED, 0, 9))
                .extracting(PeekedMessage::id)
                .containsExactly(read.get(1).id());
        Peek peek = new Peek(pool);
        for (long id = 1; id <= 5; id++) {
            assertThat(complete(peek.find("orders", id))).isPresent();
        }
        assertThat(complete(peek.find("orders", second.get(0).id()))
                        .orElseThrow()
                        .message()
                        .isCut())
                .isFalse();
        assertThat(complete(peek.find("orders", 99))).isEmpty();
        assertThat(POSTGRES.database().value("SELECT string_agg(q::text, ' ' ORDER BY msg_id) FROM pgmq.q_orders AS q"))
                .isEqualTo(before);
    }

    @Test
    void sendingIsAllOrNothing() throws Exception {
        assertThatThrownBy(() -> send(Due.NOW, "1", "{\"a\": \"\\u0000\"}"))
                .isInstanceOf(UnsendableException.class)
                .hasMessageContaining("\\u0000");
        assertThat(page(MessagePlace.QUEUED, 0, 9)).isEmpty();

        List<Outgoing> two =
                List.of(new Outgoing("1.10", JsonObject.of("priority", 3)), new Outgoing("{\"b\":1,\"a\":2}", null));
        List<Long> ids = complete(new Sending(pool)
                .send("orders", new OutgoingBatch(two, Due.at(Instant.now().plusSeconds(30)))));

        List<PeekedMessage> sent = page(MessagePlace.QUEUED, 0, 9);
        assertThat(sent).extracting(PeekedMessage::id).containsExactlyElementsOf(ids);
        assertThat(sent).extracting(PeekedMessage::state).containsExactly("delayed", "delayed");
        assertThat(sent.get(0).message().text()).isEqualTo("1.10");
        assertThat(sent.get(0).toJson().getJsonObject("headers").getInteger("priority"))
                .isEqualTo(3);
    }

    @Test
    void aQueueThatIsNotThereIsRefusedWithTheNamesOfThoseThatAre() {
        List<Runnable> all = List.of(
                () -> complete(queues().standing("order")),
                () -> complete(queues().pause("order")),
                () -> complete(queues().resume("order")),
                () -> complete(new Peek(pool).page(new Peek.Page("order", MessagePlace.QUEUED, 0, 1))),
                () -> complete(new Purge(vertx, pool).run("order", true, gone -> {})),
                () -> complete(new Sending(pool)
                        .send("order", new OutgoingBatch(List.of(new Outgoing("1", null)), Due.NOW))));
        assertThat(all)
                .allSatisfy(
                        one -> assertThatThrownBy(one::run)
                                .isInstanceOf(UnknownQueueException.class)
                                .hasMessageContaining(
                                        "There is no queue 'order'. The queues are: activity_log, cleanup_tasks, http_calls, notifications, orders"));
    }

    @Test
    void nothingIsReadOfAPausedQueueAndItStillAcceptsMessages() throws Exception {
        send(Due.NOW, "1");
        List<Message> inHand = complete(orders.read(9, LEASE));

        assertThat(complete(queues().pause("orders"))).isTrue();
        assertThat(complete(queues().pause("orders"))).isFalse();
        send(Due.NOW, "2");

        assertThat(complete(orders.read(9, LEASE))).isEmpty();
        assertThat(complete(orders.nextDue())).isEmpty();
        assertThat(complete(queues().standing("orders")).isPaused()).isTrue();
        assertThat(complete(queues().paused())).containsExactly("orders");
        assertThat(complete(orders.delete(inHand))).isEqualTo(1);

        assertThat(complete(queues().resume("orders"))).isTrue();
        assertThat(complete(queues().resume("orders"))).isFalse();
        assertThat(complete(orders.read(9, LEASE))).hasSize(1);
    }

    @Test
    void whatNoWorkerKnowsIsKeptUntilOneAsksAndIsShownAndPurged() throws Exception {
        UnknownMessages unknown = new UnknownMessages(pool, orders);
        MessageKind kind = new MessageKind("video", 2);
        send(Due.NOW, "1");
        Message read = complete(orders.read(1, LEASE)).get(0);

        assertThat(complete(unknown.setAside(read, kind))).isTrue();
        assertThat(complete(unknown.setAside(read, kind))).isFalse();

        assertThat(complete(queues().standing("orders")))
                .extracting(QueueStanding::depth, QueueStanding::unknown)
                .containsExactly(1L, 1L);
        assertThat(page(MessagePlace.UNKNOWN, 0, 9))
                .extracting(PeekedMessage::state)
                .containsExactly("unknown");
        assertThat(complete(new Peek(pool).find("orders", read.id()))).isPresent();
        assertThat(takeBack(Optional.of("video"), 1, 3)).isZero();
        assertThat(takeBack(Optional.of("audio"))).isZero();
        assertThat(takeBack(Optional.empty(), 2)).isEqualTo(1);

        Message again = complete(orders.read(1, LEASE)).get(0);
        assertThat(again.id()).isEqualTo(read.id());
        assertThat(again.enqueuedAt()).isEqualTo(read.enqueuedAt());
        assertThat(again.trouble()).isEqualTo(Trouble.NONE);
        assertThat(complete(unknown.setAside(again, kind))).isTrue();
        assertThat(takeBack(Optional.of("video")))
                .as("before its pause is over")
                .isZero();
        assertThat(POSTGRES.database()
                        .value("SELECT tries || ' ' || type || ' ' || version FROM taskwire.unknown_message"))
                .isEqualTo("2 video 2");

        assertThat(complete(new Purge(vertx, pool).run("orders", false, gone -> {})))
                .isEqualTo(1);
        assertThat(complete(queues().standing("orders")).depth()).isZero();
    }

    private int takeBack(Optional<String> type, Integer... versions) {
        KnownKinds known = new KnownKinds(List.of(new KnownKinds.Known("orders", type, List.of(versions))));
        return complete(new ParkedMessages(pool).takeBack(known, 10));
    }

    @Test
    void purgingDeletesWhatWaitsAndLeavesWhatIsInHand() throws Exception {
        send(Due.NOW, "1", "2", "3");
        send(Due.after(Duration.ofHours(1)), "4");
        List<Message> read = complete(orders.read(3, LEASE));
        complete(new TroubledMessages(pool, orders).retry(read.get(0), 1, "no luck", Duration.ofSeconds(30)));
        complete(orders.archive(read.subList(1, 2)));
        fill("now()", 12_000);
        POSTGRES.database()
                .execute(
                        "INSERT INTO taskwire.schedule_occurrences (name, fire_time, kind, state, event_id, queue) VALUES"
                                + " ('nightly', '2026-01-02T08:00Z', 'scheduled', 'sent', gen_random_uuid(), 'orders');"
                                + "SELECT pgmq.send('orders', '{}', '{\"schedule\": \"nightly\", \"fire_time\": \"2026-01-02T08:00:00Z\"}'::jsonb)");
        List<Long> told = new ArrayList<>();

        assertThat(complete(new Purge(vertx, pool).run("orders", false, told::add)))
                .isEqualTo(12_003);

        assertThat(told).hasSizeGreaterThan(3).endsWith(12_003L);
        QueueStanding left = complete(queues().standing("orders"));
        assertThat(left.depth()).isEqualTo(1);
        assertThat(left.inHand()).isEqualTo(1);
        assertThat(left.archived()).isEqualTo(1);
        assertThat(left.retrying()).isZero();
        assertThat(POSTGRES.database().value("SELECT state || ': ' || error FROM taskwire.schedule_occurrences"))
                .isEqualTo("failed: its message was purged");
        assertThat(complete(orders.delete(read.subList(2, 3)))).isEqualTo(1);

        assertThat(complete(new Purge(vertx, pool).run("orders", true, told::add)))
                .isEqualTo(1);
        assertThat(complete(queues().standing("orders")).archived()).isZero();
    }

    private Queues queues() {
        return new Queues(pool);
    }

    @CanIgnoreReturnValue
    private List<Long> send(Due due, String... messages) {
        List<Outgoing> outgoing =
                List.of(messages).stream().map(json -> new Outgoing(json, null)).toList();
        return complete(new Sending(pool).send("orders", new OutgoingBatch(outgoing, due)));
    }

    private List<PeekedMessage> page(MessagePlace place, long after, int limit) {
        return complete(new Peek(pool).page(new Peek.Page("orders", place, after, limit)));
    }

    private static void fill(String due, int messages) throws SQLException {
        POSTGRES.database()
                .execute("INSERT INTO pgmq.q_orders (vt, message) SELECT " + due + ", '{}' FROM generate_series(1, "
                        + messages + ")");
    }

    @CanIgnoreReturnValue
    private static <T> T complete(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException(late);
        }
    }
}
