package dev.taskwire;

import static dev.taskwire.LibraryStage.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.ServerUnderTest;
import dev.taskwire.testing.TaskwireExtension;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queues whose messages are worked on in order by key. */
final class OrderedQueueIT {
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final QueueOptions ORDERED =
            QueueOptions.defaults().ordered().attempts(3).backoff(Duration.ofMillis(10), Duration.ofMillis(20));

    @RegisterExtension
    static final TaskwireExtension TASKWIRE = ServerUnderTest.taskwire();

    @RegisterExtension
    final LibraryStage stage = new LibraryStage(TASKWIRE);

    /** What handlers saw of the keys, and what they saw wrong. */
    private static final class Model {
        private final Map<String, Long> last = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> inHand = new ConcurrentHashMap<>();
        private final List<String> wrong = new CopyOnWriteArrayList<>();
        private final AtomicInteger begun = new AtomicInteger();

        void begin(String key, Delivery delivery) {
            begun.incrementAndGet();
            if (inHand.computeIfAbsent(key, none -> new AtomicInteger()).incrementAndGet() > 1) {
                wrong.add("two of " + key + " in hand at once");
            }
            if (last.getOrDefault(key, 0L) > delivery.messageId()) {
                wrong.add(delivery.messageId() + " of " + key + " after " + last.get(key));
            }
            last.put(key, delivery.messageId());
        }

        void end(String key) {
            inHand.computeIfAbsent(key, none -> new AtomicInteger()).decrementAndGet();
        }
    }

    /** Each message says how its attempts end, one letter an attempt: d done, r retry, x reject. */
    private void ordered(String queue, Model model) {
        stage.start(stage.library().queue(queue, JsonObject.class, ORDERED, (payload, delivery) -> {
            String key = payload.getString("key");
            if (!key.isEmpty()) {
                model.begin(key, delivery);
            }
            Promise<Outcome> later = Promise.promise();
            delivery.lost().onComplete(lost -> later.tryComplete(Outcome.done()));
            io.vertx.core.Vertx.currentContext().owner().setTimer(1 + delivery.messageId() % 3, fired -> {
                if (!key.isEmpty()) {
                    model.end(key);
                }
                later.tryComplete(outcome(payload.getString("ends").charAt(delivery.attempt() - 1)));
            });
            return later.future();
        }));
    }

    private static Outcome outcome(char end) {
        return switch (end) {
            case 'd' -> Outcome.done();
            case 'r' -> Outcome.retry("not yet");
            default -> Outcome.reject("never");
        };
    }

    @Test
    void eachKeyIsWorkedOnInOrderByTwoProcessesWhateverFails() throws SQLException {
        long seed = System.nanoTime();
        System.out.println("order by key: seed " + seed);
        Random random = new Random(seed);
        stage.database().execute("SELECT taskwire.make_queue('random'), taskwire.order_queue('random')");
        int attempts = send("random", random, 300);

        Model model = new Model();
        ordered("random", model);
        ordered("random", model);
        await().atMost(MOST).until(() -> stage.queued("random") == 0);

        assertThat(model.wrong).isEmpty();
        assertThat(model.begun.get()).isEqualTo(attempts);
    }

    /** Answers how many attempts at messages with a key there will be. */
    private int send(String queue, Random random, int messages) throws SQLException {
        int attempts = 0;
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            String key = random.nextInt(10) == 0 ? "" : "k" + (int) Math.pow(30, random.nextDouble());
            String ends = List.of("d", "d", "d", "d", "rd", "rrd", "rrr", "x").get(random.nextInt(8));
            attempts += key.isEmpty() ? 0 : ends.length();
            String headers = key.isEmpty() ? "NULL" : "'{\"x-pgmq-group\": \"" + key + "\"}'";
            rows.add("SELECT taskwire.send('" + queue + "', '{\"key\": \"" + key + "\", \"ends\": \"" + ends + "\"}', "
                    + headers + ")");
        }
        stage.database().execute(String.join(";", rows));
        return attempts;
    }

    @Test
    void manyMessagesOfOtherKeysThatAreParkedCostNothing() throws SQLException {
        stage.database().execute("SELECT taskwire.make_queue('roomy'); SELECT taskwire.order_queue('roomy')");
        String sending =
                "SELECT count(*) FROM taskwire.send_batch('roomy', ARRAY(SELECT to_jsonb(n) FROM generate_series(1, %1$d)"
                        + " AS n), ARRAY(SELECT jsonb_build_object('x-pgmq-group', '%2$s' || n) FROM generate_series(1, %1$d) AS n),"
                        + " '%3$s')";
        stage.database().execute(sending.formatted(20_000, "late", "1 hour"));
        stage.database().execute(sending.formatted(200, "k", "0"));
        stage.database().execute("ANALYZE taskwire.parked_message");

        stage.database()
                .execute("SET statement_timeout = '1s'; DO $$ BEGIN ASSERT (SELECT count(msg_id) = 200 FROM"
                        + " taskwire.read_arranged('roomy', 30, 200, '')); END $$");
        assertThat(stage.database().count("SELECT count(*) FROM pgmq.q_roomy WHERE read_ct = 1"))
                .isEqualTo(200);
    }

    @Test
    void aHeadThatIsParkedHoldsBackItsKeyAloneAndADeadLetterFreesIt() throws SQLException {
        List<String> seen = new CopyOnWriteArrayList<>();
        stage.start(stage.library().queue("parked", JsonObject.class, ORDERED, (payload, delivery) -> {
            seen.add(payload.getString("n"));
            return Future.succeededFuture(
                    switch (payload.getString("n")) {
                        case "a1" ->
                            delivery.attempt() == 1
                                    ? Outcome.retry("in an hour", Duration.ofHours(1))
                                    : Outcome.reject("never");
                        default -> Outcome.done();
                    });
        }));
        for (String message : List.of("a1", "a2", "b1")) {
            stage.database()
                    .execute("SELECT taskwire.send('parked', '{\"n\": \"" + message + "\"}', '{\"x-pgmq-group\": \""
                            + message.charAt(0) + "\"}')");
        }
        await().until(() ->
                seen.contains("b1") && stage.database().count("SELECT count(*) FROM taskwire.parked_message") == 1);
        stage.database().execute("SELECT taskwire.wake('parked')");
        assertThat(seen).doesNotContain("a2");

        stage.database()
                .execute("UPDATE taskwire.parked_message SET due_at = clock_timestamp(); SELECT taskwire.promote(10)");
        stage.awaitEmpty("parked");
        assertThat(seen).containsExactly("a1", "b1", "a1", "a2");
    }

    @Test
    void behindAHotKeyAnotherKeyIsReadAtOnce() throws SQLException {
        stage.database().execute("SELECT taskwire.make_queue('hot'), taskwire.order_queue('hot')");
        stage.database()
                .execute("SELECT pgmq.send_batch('hot', array_agg('{\"key\": \"hot\"}'::jsonb),"
                        + " array_agg('{\"x-pgmq-group\": \"hot\"}'::jsonb)) FROM generate_series(1, 50000)");
        List<Long> seen = new CopyOnWriteArrayList<>();
        Promise<Outcome> held = Promise.promise();
        Taskwire taskwire = stage.start(stage.library()
                .queue("hot", JsonObject.class, ORDERED.concurrency(8), (payload, delivery) -> {
                    boolean isHot = payload.getString("key").equals("hot");
                    if (!isHot) {
                        seen.add(System.nanoTime());
                    }
                    return isHot ? held.future() : Future.succeededFuture(Outcome.done());
                }));
        List<Duration> waited = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String key = i % 4 == 0 ? "" : "other" + i;
            long sent = System.nanoTime();
            SendOptions options = key.isEmpty()
                    ? SendOptions.defaults()
                    : SendOptions.defaults().key(key);
            complete(taskwire.sender().send("hot", new JsonObject().put("key", key), options));
            int expected = i + 1;
            await().pollInterval(Duration.ofMillis(2)).until(() -> seen.size() == expected);
            waited.add(Duration.ofNanos(seen.get(i) - sent));
        }
        System.out.println(
                "behind 50,000 of a hot key: " + waited.stream().sorted().toList());
        assertThat(waited.stream().sorted().toList().get(10)).isLessThan(Duration.ofMillis(100));
    }
}
