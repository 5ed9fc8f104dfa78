package dev.taskwire.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.config.QueueConfig;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Pools;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.ParkedMessages;
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.testing.PostgresExtension;
import dev.taskwire.testing.Recorded;
import dev.taskwire.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of messages whose handler succeeds, fails, hangs or takes long. */
@ExtendWith(VertxExtension.class)
final class DeliveriesIT {
    private static final String QUEUE = "notifications";

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    private final Recorded recorded = new Recorded();
    private final Script script = new Script();
    private Vertx vertx = Vertx.vertx();
    private Optional<Pool> pool = Optional.empty();

    @BeforeEach
    void use(Vertx given) {
        vertx = given;
    }

    @AfterEach
    void closePool() {
        pool.ifPresent(open -> complete(open.close()));
    }

    @Test
    void aMessageThatIsDoneIsGone() throws SQLException {
        script.answer("good", attempt -> Future.succeededFuture(Outcome.DONE));
        send("good");

        deploy();

        await().until(() -> queued() == 0);
        assertThat(count("job_failures")).isZero();
        assertThat(count("taskwire.troubled_message")).isZero();
    }

    @Test
    void aMessageThatFailsIsTriedAgainAndForgottenWhenItSucceeds() throws SQLException {
        script.answer(
                "shaky",
                attempt -> Future.succeededFuture(attempt < 3 ? Outcome.retry("not yet, " + attempt) : Outcome.DONE));
        send("shaky");

        deploy();

        await().until(() -> queued() == 0);
        assertThat(script.attempts("shaky")).isEqualTo(3);
        assertThat(recorded.failures()).containsExactly("not yet, 1", "not yet, 2");
        assertThat(count("taskwire.troubled_message")).isZero();
    }

    @Test
    void afterItsLastAttemptAMessageIsADeadLetterWithItsWholeStory() throws SQLException {
        script.answer("hopeless", attempt -> Future.failedFuture("no luck, " + attempt));
        send("hopeless");

        deploy("TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPTS", "3");

        await().until(() -> count("job_failures") == 1);
        Map<String, Object> failure =
                database().rows("SELECT * FROM job_failures").get(0);
        assertThat(failure)
                .containsEntry("queue", QUEUE)
                .containsEntry("reason", "no luck, 3")
                .containsEntry("attempts", 3);
        assertThat(database().value("SELECT jsonb_path_query_array(errors, '$[*].reason') FROM job_failures"))
                .isEqualTo("[\"no luck, 1\", \"no luck, 2\", \"no luck, 3\"]");
        assertThat(queued()).isZero();
        assertThat(count("pgmq.a_notifications")).isEqualTo(1);
        assertThat(count("taskwire.troubled_message")).isZero();
    }

    @Test
    void aRejectedMessageIsADeadLetterAtOnce() throws SQLException {
        script.answer("wrong", attempt -> Future.succeededFuture(Outcome.reject("it makes no sense")));
        send("wrong");

        deploy();

        await().until(() -> count("job_failures") == 1);
        assertThat(script.attempts("wrong")).isEqualTo(1);
        assertThat(recorded.buried()).containsExactly("it makes no sense");
    }

    @Test
    void aHandlerMayNameTheTimeItself() throws SQLException {
        script.answer(
                "later",
                attempt -> Future.succeededFuture(new Outcome.Retry("come back", Optional.of(Duration.ofSeconds(30)))));
        send("later");

        deploy();

        await().until(() -> recorded.failures().size() == 1);
        assertThat(database()
                        .count("SELECT count(*) FROM pgmq.q_notifications"
                                + " WHERE vt - clock_timestamp() BETWEEN '25 s' AND '30 s'"))
                .isEqualTo(1);
    }

    @Test
    void whatIsPostponedCountsNoAttempt() throws SQLException {
        script.answer(
                "busy",
                attempt -> Future.succeededFuture(
                        attempt < 4 ? new Outcome.Postpone("not now", Duration.ofMillis(20)) : Outcome.retry("tried")));
        send("busy");

        deploy("TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPTS", "1");

        await().until(() -> count("job_failures") == 1);
        assertThat(script.attempts("busy")).isEqualTo(4);
        assertThat(recorded.failures()).isEmpty();
        assertThat(database().count("SELECT attempts FROM job_failures")).isEqualTo(1);
    }

    @Test
    void whatIsDueLaterThanAMinuteWaitsOutsideOfTheQueueAndKeepsItsStory() throws SQLException {
        script.answer(
                "patient",
                attempt -> Future.succeededFuture(
                        attempt == 1 ? new Outcome.Retry("tomorrow", Optional.of(Duration.ofDays(1))) : Outcome.DONE));
        send("patient");
        deploy();
        await().until(() -> count("taskwire.parked_message") == 1);
        assertThat(queued()).isZero();
        assertThat(database().count("SELECT attempts FROM taskwire.troubled_message"))
                .isEqualTo(1);

        database()
                .execute("UPDATE taskwire.parked_message SET due_at = clock_timestamp() + '500 ms';"
                        + "SELECT taskwire.wake('taskwire.parked')");
        Wakes.publish(vertx, ParkingVerticle.WAKE, WakeCause.NOTIFICATION);

        await().until(() -> script.attempts("patient") == 2 && queued() == 0);
        assertThat(count("taskwire.troubled_message")).isZero();
        assertThat(count("taskwire.parked_message")).isZero();
    }

    @Test
    void aMessageThatIsSentForLaterIsParkedAndComesInTime() throws SQLException {
        script.answer("delayed", attempt -> Future.succeededFuture(Outcome.DONE));
        String id =
                database().value("SELECT taskwire.send('notifications', '{\"name\": \"delayed\"}', NULL, '2 minutes')");
        assertThat(queued()).isZero();

        database().execute("UPDATE taskwire.parked_message SET due_at = clock_timestamp() + '700 ms'");
        deploy();

        await().until(() -> script.attempts("delayed") == 1);
        assertThat(script.messages().get(0).id()).hasToString(id);
        assertThat(script.messages().get(0).headers().getString("event_id")).isNotEmpty();
        assertThat(count("taskwire.parked_message")).isZero();
    }

    @Test
    void aHandlerThatTakesLongerThanTheLeaseRunsOnce() throws SQLException {
        Promise<Outcome> slow = Promise.promise();
        script.answer("slow", attempt -> slow.future());
        send("slow");
        deploy("TASKWIRE_DATABASE_STATEMENT_TIMEOUT", "1s", "TASKWIRE_QUEUES_NOTIFICATIONS_VISIBILITY_TIMEOUT", "2s");
        await().until(() -> script.attempts("slow") == 1);
        String lease = database().value("SELECT vt FROM pgmq.q_notifications");

        await().until(() -> database()
                        .count(
                                "SELECT count(*) FROM pgmq.q_notifications WHERE vt > ?::timestamptz + interval '2 s'",
                                lease)
                == 1);
        slow.complete(Outcome.DONE);

        await().until(() -> queued() == 0);
        assertThat(script.attempts("slow")).isEqualTo(1);
        assertThat(recorded.leasesLost()).isZero();
    }

    @Test
    void aHandlerThatHangsIsGivenUpAtTheEndOfItsAttempt() throws SQLException {
        script.answer(
                "hung",
                attempt -> attempt == 1 ? Promise.<Outcome>promise().future() : Future.succeededFuture(Outcome.DONE));
        send("hung");

        deploy("TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPT_TIMEOUT", "300ms", "TASKWIRE_MAIL_TIMEOUT", "200ms");

        await().until(() -> queued() == 0);
        assertThat(script.attempts("hung")).isEqualTo(2);
        assertThat(recorded.failures()).hasSize(1);
    }

    @Test
    void aLostLeaseIsNoticedAndTheResultDropped() throws SQLException {
        Promise<Outcome> slow = Promise.promise();
        script.answer("stolen", attempt -> slow.future());
        send("stolen");
        deploy("TASKWIRE_DATABASE_STATEMENT_TIMEOUT", "1s", "TASKWIRE_QUEUES_NOTIFICATIONS_VISIBILITY_TIMEOUT", "3s");
        await().until(() -> script.attempts("stolen") == 1);

        database().execute("UPDATE pgmq.q_notifications SET read_ct = read_ct + 1, vt = clock_timestamp() + '1 h'");

        await().until(() -> recorded.leasesLost() == 1);
        slow.complete(Outcome.DONE);
        assertThat(queued()).isEqualTo(1);
    }

    @Test
    void aHandlerThatThrowsFailsItsBatchAndNothingElse() throws SQLException {
        script.answer("thrown", attempt -> {
            throw new IllegalStateException("a bug");
        });
        send("thrown");

        deploy("TASKWIRE_QUEUES_NOTIFICATIONS_ATTEMPTS", "1");

        await().until(() -> recorded.buried().equals(List.of("a bug")));
    }

    @Test
    void aMessageThatCannotBeReadIsADeadLetterAndItsBatchIsNot() throws SQLException {
        script.answer("good", attempt -> Future.succeededFuture(Outcome.DONE));
        database()
                .execute("SELECT taskwire.send('notifications', (repeat('[', 3000) || repeat(']', 3000))::jsonb);"
                        + "SELECT taskwire.send('notifications', '{\"name\": \"good\"}')");

        deploy();

        await().until(() -> queued() == 0);
        assertThat(script.attempts("good")).isEqualTo(1);
        assertThat(recorded.buried()).singleElement().asString().startsWith("the message cannot be read:");
        assertThat(database().count("SELECT length(message::text) FROM job_failures"))
                .isEqualTo(6000);
    }

    @Test
    void deliveriesThatEndedWithoutAWordAreCrashesAndTheTenthEndsIt() throws SQLException {
        script.answer("killer", attempt -> Future.succeededFuture(Outcome.DONE));
        send("killer");
        database().execute("UPDATE pgmq.q_notifications SET read_ct = 10");

        deploy();

        await().until(() -> count("job_failures") == 1);
        assertThat(script.attempts("killer")).isZero();
        assertThat(recorded.buried()).containsExactly("its worker ended 10 times while it had this message in hand");
        assertThat(database().count("SELECT attempts FROM job_failures")).isZero();
    }

    @Test
    void fromItsThirdCrashOnAMessageIsWorkedOnAlone() throws SQLException {
        Promise<Outcome> neighbour = Promise.promise();
        script.answer("neighbour", attempt -> neighbour.future());
        script.answer("suspect", attempt -> Future.succeededFuture(Outcome.DONE));
        send("suspect");
        send("neighbour");
        database().execute("UPDATE pgmq.q_notifications SET read_ct = 3 WHERE message ->> 'name' = 'suspect'");

        deploy();
        await().until(() -> script.attempts("neighbour") == 1);
        assertThat(script.attempts("suspect")).isZero();
        neighbour.complete(Outcome.DONE);

        await().until(() -> queued() == 0);
        assertThat(recorded.quarantined()).hasSize(1);
    }

    @Test
    void aStopGivesBackWhatIsNotFinishedAndCountsNothing() throws SQLException {
        script.answer("slow", attempt -> Promise.<Outcome>promise().future());
        send("slow");
        for (int restart = 0; restart < 3; restart++) {
            String id = deploy();
            int before = restart;
            await().until(() -> script.attempts("slow") == before + 1);
            complete(vertx.undeploy(id));
        }

        assertThat(recorded.released()).isEqualTo(3);
        assertThat(database().rows("SELECT attempts, releases FROM taskwire.troubled_message"))
                .containsExactly(Map.of("attempts", 0, "releases", 3));
        assertThat(database().count("SELECT count(*) FROM pgmq.q_notifications WHERE vt <= clock_timestamp()"))
                .isEqualTo(1);
        assertThat(recorded.quarantined()).isEmpty();
    }

    @CanIgnoreReturnValue
    private String deploy(String... environment) {
        TaskwireConfig config = postgres.config(concat(
                environment,
                "TASKWIRE_QUEUES_NOTIFICATIONS_BACKOFF",
                "20ms",
                "TASKWIRE_QUEUES_NOTIFICATIONS_POLL_INTERVAL",
                "100ms"));
        QueueConfig queue = config.queues().notifications();
        Pool connections = pool.orElseGet(() -> Pools.create(vertx, config.database()));
        pool = Optional.of(connections);
        QueueAccess access = QueueAccess.of(connections, QUEUE, "public");
        WorkerProcess process = new WorkerProcess(vertx, new Quarantine(), recorded);
        WorkerSettings settings = new WorkerSettings(QUEUE, queue.pollInterval(), Duration.ofMillis(300));
        complete(vertx.deployVerticle(new ParkingVerticle(new ParkedMessages(connections), recorded)));
        return complete(vertx.deployVerticle(
                new QueueVerticle(settings, () -> new HandlerTurn(process, access, queue, script), recorded)));
    }

    private static String[] concat(String[] first, String... second) {
        String[] both = Arrays.copyOf(second, first.length + second.length);
        System.arraycopy(first, 0, both, second.length, first.length);
        return both;
    }

    private void send(String name) throws SQLException {
        assertThat(database().rows("SELECT taskwire.send('notifications', jsonb_build_object('name', ?))", name))
                .hasSize(1);
    }

    private long queued() throws SQLException {
        return count("pgmq.q_notifications");
    }

    private long count(String table) throws SQLException {
        return database().count("SELECT count(*) FROM " + table);
    }

    private TestDatabase database() {
        return postgres.database();
    }

    @CanIgnoreReturnValue
    private static <T> T complete(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    /** A handler that answers by the name in the message, and counts. */
    private static final class Script implements MessageHandler {
        private final Map<String, Function<Integer, Future<Outcome>>> answers = new ConcurrentHashMap<>();
        private final List<String> handled = new CopyOnWriteArrayList<>();
        private final List<Message> messages = new CopyOnWriteArrayList<>();

        void answer(String name, Function<Integer, Future<Outcome>> answer) {
            answers.put(name, answer);
        }

        List<Message> messages() {
            return messages;
        }

        int attempts(String name) {
            return (int) handled.stream().filter(name::equals).count();
        }

        @Override
        public List<Future<Outcome>> handle(List<Message> batch) {
            return batch.stream().map(this::handle).toList();
        }

        private Future<Outcome> handle(Message message) {
            String name = ((JsonObject) Objects.requireNonNull(message.payload())).getString("name");
            handled.add(name);
            messages.add(message);
            return Objects.requireNonNull(answers.get(name)).apply(attempts(name));
        }
    }
}
