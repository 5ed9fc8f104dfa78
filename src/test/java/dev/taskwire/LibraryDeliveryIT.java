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
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a handler may do with its delivery: take longer, commit together with its end, find out that it is lost. */
final class LibraryDeliveryIT {
    private static final QueueOptions SHORT =
            QueueOptions.defaults().lease(Duration.ofSeconds(2)).backoff(Duration.ofMillis(10), Duration.ofMillis(10));

    @RegisterExtension
    static final TaskwireExtension TASKWIRE = ServerUnderTest.taskwire();

    @RegisterExtension
    final LibraryStage stage = new LibraryStage(TASKWIRE);

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void aTableOfTheUsers() {
        complete(TASKWIRE.pool()
                .query("CREATE TABLE effect (queue text, message_id bigint)")
                .execute());
    }

    private static Future<Void> writeEffect(SqlConnection connection, Delivery delivery) {
        return connection
                .preparedQuery("INSERT INTO effect VALUES ($1, $2)")
                .execute(Tuple.of(delivery.queue(), delivery.messageId()))
                .mapEmpty();
    }

    private long effects(String queue) throws SQLException {
        return stage.database().count("SELECT count(*) FROM effect WHERE queue = ?", queue);
    }

    @Test
    void anEffectAndTheEndOfItsMessageAreCommittedTogether() throws SQLException {
        stage.send("together", "{}");
        stage.start(stage.library()
                .queue(
                        "together",
                        JsonObject.class,
                        SHORT,
                        (payload, delivery) -> delivery.transactionally(connection -> writeEffect(connection, delivery))
                                .map(Outcome.retry("whatever it answers then"))));

        stage.awaitEmpty("together");
        assertThat(effects("together")).isEqualTo(1);
        await().until(() -> stage.events().contains("after 1 Done"));
        assertThat(stage.events()).noneMatch(event -> event.startsWith("failed") || event.startsWith("lost"));
    }

    @Test
    void anEffectThatFailsLeavesNothingAndIsTriedAgain() throws SQLException {
        stage.send("undone", "{}");
        stage.start(stage.library()
                .queue(
                        "undone",
                        JsonObject.class,
                        SHORT,
                        (payload, delivery) -> delivery.transactionally(connection -> writeEffect(connection, delivery)
                                        .compose(written -> delivery.attempt() == 1
                                                ? Future.failedFuture("not this time")
                                                : Future.succeededFuture()))
                                .map(Outcome.done())));

        stage.awaitEmpty("undone");
        assertThat(effects("undone")).isEqualTo(1);
        await().until(() -> stage.events().contains("before 1 attempt 2"));
        assertThat(stage.events()).contains("failed 1 not this time");
    }

    @Test
    void anEffectOfADeliveryThatHasLostItsLeaseIsNotCommitted() throws SQLException {
        Promise<Void> stolen = Promise.promise();
        stage.send("stolen", "{}");
        stage.start(stage.library().queue("stolen", JsonObject.class, (payload, delivery) -> {
            deliveries.add(delivery);
            return stolen.future()
                    .compose(now -> delivery.transactionally(connection -> writeEffect(connection, delivery)))
                    .onFailure(failures::add)
                    .map(Outcome.done());
        }));
        await().until(() -> deliveries.size() == 1);

        stage.database().execute("UPDATE pgmq.q_stolen SET read_ct = read_ct + 1, vt = clock_timestamp() + '1 h'");
        stolen.complete();

        await().until(() -> failures.size() == 1);
        assertThat(failures).singleElement().isInstanceOf(LeaseLostException.class);
        complete(deliveries.get(0).lost());
        assertThatThrownBy(() -> complete(deliveries.get(0).extend(Duration.ofSeconds(1))))
                .hasCauseInstanceOf(LeaseLostException.class);
        assertThat(effects("stolen")).isZero();
        assertThat(stage.queued("stolen")).isEqualTo(1);
        await().until(() -> stage.events().contains("lost 1"));
    }

    @Test
    void whileItsTransactionRunsNobodyElseHasTheMessageAndItIsNotTakenForLost() throws SQLException {
        stage.send("held", "{}");
        stage.start(stage.library().queue("held", JsonObject.class, SHORT, (payload, delivery) -> {
            deliveries.add(delivery);
            return delivery.transactionally(connection -> connection
                            .query("SELECT pg_sleep(3)")
                            .execute()
                            .compose(slept -> writeEffect(connection, delivery)))
                    .onFailure(failures::add)
                    .map(Outcome.done());
        }));

        stage.awaitEmpty("held");
        assertThat(effects("held")).isEqualTo(1);
        assertThat(deliveries).hasSize(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void aHandlerThatTakesThreeTimesItsLeaseRunsOnce() throws SQLException {
        Promise<Outcome> slow = Promise.promise();
        stage.send("slow", "{}");
        stage.start(stage.library().queue("slow", JsonObject.class, SHORT, (payload, delivery) -> {
            deliveries.add(delivery);
            return slow.future();
        }));
        await().until(() -> deliveries.size() == 1);
        String lease = stage.database().value("SELECT vt FROM pgmq.q_slow");

        await().until(() -> stage.database()
                        .count("SELECT count(*) FROM pgmq.q_slow WHERE vt > ?::timestamptz + interval '4 s'", lease)
                == 1);
        slow.complete(Outcome.done());

        stage.awaitEmpty("slow");
        assertThat(deliveries).hasSize(1);
    }

    @Test
    void anAttemptThatIsExtendedMayTakeLonger() throws SQLException {
        Promise<Outcome> slow = Promise.promise();
        QueueOptions brief = SHORT.attemptTimeout(Duration.ofMillis(400));
        stage.send("extended", "{}");
        stage.send("expired", "{}");
        stage.start(stage.library()
                .queue("extended", JsonObject.class, brief, (payload, delivery) -> {
                    deliveries.add(delivery);
                    return delivery.extend(Duration.ofMinutes(1)).compose(extended -> slow.future());
                })
                .queue(
                        "expired",
                        JsonObject.class,
                        brief,
                        (payload, delivery) -> delivery.attempt() == 1
                                ? Promise.<Outcome>promise().future()
                                : Future.succeededFuture(Outcome.done())));

        stage.awaitEmpty("expired");
        slow.complete(Outcome.done());
        stage.awaitEmpty("extended");

        assertThat(deliveries).hasSize(1);
        assertThat(stage.events()).contains("failed 1 the attempt took longer than it may");
    }
}
