package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.ServerUnderTest;
import dev.taskwire.testing.TaskwireExtension;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits of a queue and of its keys, over all processes. */
final class QueueLimitsIT {
    private static final Duration MOST = Duration.ofSeconds(30);

    @RegisterExtension
    static final TaskwireExtension TASKWIRE = ServerUnderTest.taskwire();

    @RegisterExtension
    final LibraryStage stage = new LibraryStage(TASKWIRE);

    private final AtomicInteger inHand = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Map<String, AtomicInteger> inHandOfKey = new ConcurrentHashMap<>();
    private final AtomicInteger mostOfKey = new AtomicInteger();
    private final List<Long> begun = new CopyOnWriteArrayList<>();
    private final Map<String, List<Long>> begunOfKey = new ConcurrentHashMap<>();

    private void start(String queue, QueueOptions options, Duration takes) {
        stage.start(stage.library().queue(queue, JsonObject.class, options, (payload, delivery) -> {
            String key = payload.getString("key", "");
            begun.add(System.nanoTime());
            begunOfKey
                    .computeIfAbsent(key, none -> new CopyOnWriteArrayList<>())
                    .add(System.nanoTime());
            most.accumulateAndGet(inHand.incrementAndGet(), Math::max);
            AtomicInteger ofKey = inHandOfKey.computeIfAbsent(key, none -> new AtomicInteger());
            mostOfKey.accumulateAndGet(ofKey.incrementAndGet(), Math::max);
            Promise<Outcome> end = Promise.promise();
            Vertx.currentContext().owner().setTimer(takes.toMillis(), fired -> {
                inHand.decrementAndGet();
                ofKey.decrementAndGet();
                boolean fails = delivery.attempt() == 1 && delivery.messageId() % 5 == 0;
                end.complete(fails ? Outcome.retry("once", Duration.ofMillis(20)) : Outcome.done());
            });
            return end.future();
        }));
    }

    private void send(String queue, int messages, int keys) throws SQLException {
        stage.database()
                .execute("SELECT taskwire.make_queue('" + queue + "'); SELECT taskwire.send_batch('" + queue
                        + "', array_agg(jsonb_build_object('key', 'k' || n % " + keys
                        + ")), array_agg(jsonb_build_object('x-pgmq-group', 'k' || n % " + keys
                        + "))) FROM generate_series(1, " + messages + ") AS n");
    }

    @Test
    void neverMoreAreInHandThanTheLimitAndAllIsWorkedOn() throws SQLException {
        QueueOptions options = QueueOptions.defaults().atMost(6).atMostPerKey(2);
        send("limited", 200, 5);
        start("limited", options, Duration.ofMillis(10));
        start("limited", options, Duration.ofMillis(10));

        await().atMost(MOST).until(() -> stage.queued("limited") == 0);
        assertThat(most).hasValue(6);
        assertThat(mostOfKey).hasValue(2);
        assertThat(stage.database().count("SELECT count(*) FROM taskwire.message_permit"))
                .isLessThanOrEqualTo(6);
    }

    @Test
    void aBusyKeyDoesNotKeepTheOthersWaiting() throws SQLException {
        send("busy", 2000, 1);
        start("busy", QueueOptions.defaults().atMostPerKey(1).concurrency(10), Duration.ofMillis(200));
        await().until(() -> inHand.get() == 1);
        stage.database()
                .execute("SELECT taskwire.send('busy', '{\"key\": \"other\"}', '{\"x-pgmq-group\": \"other\"}'),"
                        + " taskwire.send('busy', '{\"key\": \"\"}')");
        await().atMost(Duration.ofSeconds(2))
                .until(() -> begunOfKey.containsKey("other") && begunOfKey.containsKey(""));
        assertThat(mostOfKey).hasValue(1);
    }

    @Test
    void aLimitCountsWhatIsInHandHoweverLateTheNextReadIs() throws SQLException {
        send("late", 3, 1);
        start("late", QueueOptions.defaults(), Duration.ofSeconds(2));
        await().until(() -> inHand.get() == 3);

        stage.database()
                .execute("SELECT taskwire.limit_queue('late', workers => 4);"
                        + " UPDATE taskwire.arranged_queue SET counted_since = counted_since - interval '1 minute'");
        send("late", 5, 1);

        await().atMost(MOST).until(() -> stage.queued("late") == 0);
        assertThat(most).hasValue(4);
    }

    @Test
    void aChangeCountsForProcessesThatRun() throws SQLException {
        send("changed", 4000, 7);
        start("changed", QueueOptions.defaults().concurrency(50), Duration.ofMillis(20));
        start("changed", QueueOptions.defaults().concurrency(50), Duration.ofMillis(20));
        await().until(() -> inHand.get() > 50);

        for (int limit : new int[] {3, 20, 1}) {
            stage.database().execute("SELECT taskwire.limit_queue('changed', workers => " + limit + ")");
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> inHand.get() <= limit);
            most.set(0);
            int before = begun.size();
            await().atMost(Duration.ofSeconds(10)).until(() -> begun.size() > before + 5 * limit);
            assertThat(most).hasValue(limit);
        }
        stage.database().execute("SELECT taskwire.limit_queue('changed')");
        await().until(() -> inHand.get() > 50);
        assertThat(stage.database().count("SELECT count(*) FROM taskwire.arranged_queue WHERE queue = 'changed'"))
                .isZero();
        stage.database().execute("DELETE FROM pgmq.q_changed WHERE vt < clock_timestamp()");
    }

    @Test
    void optionsAreWrittenDownOnceAndAChangeLastsUntilTheyChange() throws SQLException {
        String workers = "SELECT workers FROM taskwire.arranged_queue WHERE queue = 'written'";
        start("written", QueueOptions.defaults().atMost(5), Duration.ofMillis(1));
        assertThat(stage.database().value(workers)).isEqualTo("5");
        stage.database().execute("SELECT taskwire.limit_queue('written', 2)");

        start("written", QueueOptions.defaults().atMost(5), Duration.ofMillis(1));
        assertThat(stage.database().value(workers)).isEqualTo("2");
        start("written", QueueOptions.defaults().atMost(7), Duration.ofMillis(1));
        assertThat(stage.database().value(workers)).isEqualTo("7");
        start("written", QueueOptions.defaults(), Duration.ofMillis(1));
        assertThat(stage.database().value(workers)).isNull();
        Taskwire wrong = stage.library()
                .queue(
                        "w",
                        JsonObject.class,
                        QueueOptions.defaults().atMostPerKey(0),
                        (payload, delivery) -> io.vertx.core.Future.succeededFuture(Outcome.done()));
        assertThatThrownBy(() -> LibraryStage.complete(wrong.start()))
                .hasMessageContaining("atMostPerKey: expected a number from 1 to 100000, got 0");
    }

    @Test
    void aRateHoldsOverTwoProcesses() throws SQLException {
        QueueOptions options = QueueOptions.defaults().rate(100, Duration.ofSeconds(1), 10);
        send("rated", 250, 1);
        start("rated", options, Duration.ofMillis(1));
        start("rated", options, Duration.ofMillis(1));

        await().atMost(MOST).until(() -> stage.queued("rated") == 0);
        List<Long> times = new ArrayList<>(begun);
        times.sort(Long::compare);
        Duration took = Duration.ofNanos(times.get(times.size() - 1) - times.get(0));
        System.out.println("a rate of 100 a second, bursts of 10: " + times.size() + " in " + took);
        // each fifth is begun twice
        assertThat(times).hasSize(300);
        assertThat(took).isBetween(Duration.ofMillis(2800), Duration.ofMillis(3800));
        assertNeverMore(times, 100, 10);
    }

    /** Timers are late at times, so that starts are closer to one another than they were given: by 100 ms at the most. */
    private static void assertNeverMore(List<Long> times, int rate, int burst) {
        for (int from = 0; from < times.size(); from++) {
            for (int to = from; to < times.size(); to++) {
                double seconds = (times.get(to) - times.get(from)) / 1e9 + 0.1;
                assertThat(to - from + 1).isLessThanOrEqualTo((int) Math.ceil(rate * seconds + burst));
            }
        }
    }

    @Test
    void aRateOfEachKeyLeavesTheOthersAlone() throws SQLException {
        send("paced", 40, 4);
        start("paced", QueueOptions.defaults().ordered().ratePerKey(20, Duration.ofSeconds(1)), Duration.ofMillis(1));

        await().atMost(MOST).until(() -> stage.queued("paced") == 0);
        assertThat(begunOfKey).hasSize(4);
        begunOfKey.values().forEach(times -> assertNeverMore(times, 20, 1));
        assertThat(Duration.ofNanos(begun.get(begun.size() - 1) - begun.get(0)))
                .isBetween(Duration.ofMillis(430), Duration.ofSeconds(2));
    }

    @Test
    void aPermitIsFreeWhenTheLeaseOfAProcessThatDiedEnds() throws SQLException {
        send("died", 3, 1);
        stage.database().execute("SELECT taskwire.limit_queue('died', workers => 1)");
        // as a process that was killed leaves it
        assertThat(stage.database().count("SELECT msg_id FROM taskwire.read_arranged('died', 2, 10, '') LIMIT 1"))
                .isEqualTo(1);
        assertThat(stage.database().count("SELECT count(msg_id) FROM taskwire.read_arranged('died', 2, 10, '')"))
                .isZero();

        long before = System.nanoTime();
        start("died", QueueOptions.defaults(), Duration.ofMillis(1));
        await().pollInterval(Duration.ofMillis(10)).until(() -> stage.queued("died") == 0);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
        assertThat(most).hasValue(1);
    }
}
