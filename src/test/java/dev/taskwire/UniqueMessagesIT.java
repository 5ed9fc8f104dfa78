package dev.taskwire;

import static dev.taskwire.LibraryStage.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.ServerUnderTest;
import dev.taskwire.testing.TaskwireExtension;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of which there is one at a time under a key. */
@ExtendWith(VertxExtension.class)
final class UniqueMessagesIT {
    private static final int SENDERS = 16;

    /** Message, delivery, and attempts that this adds; it is tried again in half a minute. */
    private static final String FAILED = """
            SELECT taskwire.note_trouble('once', msg_id, enqueued_at, %3$d, 0, '{}', read_ct), pgmq.set_vt('once', msg_id, 30)
            FROM pgmq.q_once WHERE msg_id = %1$d AND read_ct = %2$d
            """;

    @RegisterExtension
    static final TaskwireExtension TASKWIRE = ServerUnderTest.taskwire();

    @RegisterExtension
    final LibraryStage stage = new LibraryStage(TASKWIRE);

    private Pool pool;
    private Sender sender;

    @BeforeEach
    void anEmptyQueue(Vertx vertx) throws SQLException {
        pool = PgBuilder.pool()
                .connectingTo(stage.database().url().replace("postgres://", "postgresql://"))
                .with(new PoolOptions().setMaxSize(SENDERS))
                .using(vertx)
                .build();
        sender = Taskwire.create(vertx, pool, TaskwireOptions.defaults()).sender();
        stage.database()
                .execute("SELECT taskwire.make_queue('once'); DELETE FROM pgmq.q_once;"
                        + " DELETE FROM taskwire.parked_message");
    }

    private Future<Long> send(int n, Unique policy) {
        return sender.send(
                "once", new JsonObject().put("n", n), SendOptions.defaults().unique("key", policy));
    }

    private String queued() throws SQLException {
        return String.valueOf(
                stage.database().value("SELECT string_agg(message ->> 'n', ' ' ORDER BY msg_id) FROM pgmq.q_once"));
    }

    @Test
    void ofSixteenConcurrentSendersOneSendsAndAllAreAnsweredItsNumber() throws SQLException {
        for (int round = 0; round < 5; round++) {
            stage.database().execute("DELETE FROM pgmq.q_once");
            List<Future<Long>> sending = new ArrayList<>();
            for (int n = 0; n < SENDERS; n++) {
                sending.add(send(n, Unique.IGNORE));
            }
            List<Long> ids = complete(Future.all(sending).map(all -> all.<Long>list()));
            assertThat(new HashSet<>(ids)).hasSize(1);
            assertThat(stage.queued("once")).isEqualTo(1);
        }
    }

    @Test
    void oneThatIsRefusedFailsAndLeavesTheTransactionOfItsSender() throws SQLException {
        complete(send(1, Unique.REJECT));
        assertThatThrownBy(() -> complete(send(2, Unique.REJECT)))
                .cause()
                .isInstanceOf(TaskwireException.class)
                .hasMessageContaining("takes no other");
        complete(pool.withTransaction(connection -> {
            Sender inside = sender.on(connection);
            return inside.send("once", 3, SendOptions.defaults().unique("key", Unique.REJECT))
                    .otherwise(0L)
                    .compose(refused -> inside.send("once", new JsonObject().put("n", 4)));
        }));
        assertThat(queued()).isEqualTo("1 4");

        List<Future<Long>> sending = new ArrayList<>();
        for (int n = 0; n < SENDERS; n++) {
            sending.add(sender.send("once", n, SendOptions.defaults().unique("other", Unique.REJECT)));
        }
        await().until(() -> sending.stream().allMatch(Future::isComplete));
        assertThat(sending.stream().filter(Future::succeeded)).hasSize(1);
    }

    @Test
    void oneThatReplacesTakesThePlaceOfTheOneThatWaits() throws SQLException {
        long first = complete(send(1, Unique.REPLACE));
        complete(sender.send("once", new JsonObject().put("n", 2)));
        assertThat(complete(send(3, Unique.REPLACE))).isEqualTo(first);
        assertThat(queued()).isEqualTo("3 2");

        // in hand: the next one waits behind it, and is replaced itself
        stage.database().execute("SELECT pgmq.read('once', 30, 1)");
        complete(send(4, Unique.REPLACE));
        complete(send(5, Unique.REPLACE));
        assertThat(queued()).isEqualTo("3 2 5");

        List<Future<Long>> sending = new ArrayList<>();
        for (int n = 0; n < SENDERS; n++) {
            sending.add(send(100 + n, Unique.REPLACE));
        }
        await().until(() -> sending.stream().allMatch(Future::succeeded));
        assertThat(stage.queued("once")).isEqualTo(3);
    }

    @Test
    void whatWasInHandWhenItWasReplacedAndComesBackHoldsTheKeyUntilItEnds() throws SQLException {
        long first = complete(send(1, Unique.REPLACE));
        stage.database().execute("SELECT pgmq.read('once', 30, 1)");
        long second = complete(send(2, Unique.REPLACE));
        stage.database().execute(FAILED.formatted(first, 1, 1) + ";SELECT pgmq.delete('once', " + second + ")");

        assertThat(complete(send(3, Unique.IGNORE))).isEqualTo(first);
        complete(send(4, Unique.REPLACE));
        assertThat(queued()).isEqualTo("4");
        assertThat(stage.database().count("SELECT count(*) FROM taskwire.troubled_message WHERE queue = 'once'"))
                .isZero();
    }

    @Test
    void theNextOneThatReplacesTakesThePlaceOfAllThatWait() throws SQLException {
        long first = complete(send(1, Unique.REPLACE));
        stage.database().execute("SELECT pgmq.read('once', 30, 1)");
        long second = complete(send(2, Unique.REPLACE));
        stage.database().execute(FAILED.formatted(first, 1, 1));

        assertThat(complete(send(3, Unique.REPLACE))).isEqualTo(second);
        assertThat(queued()).isEqualTo("3");
    }

    @Test
    void oneThatWaitsForAnotherAttemptIsNotTakenForOneInHandThoughAProcessDiedWithItBefore() throws SQLException {
        long id = complete(send(1, Unique.REPLACE));
        stage.database()
                .execute("SELECT pgmq.read('once', 0, 1); SELECT pgmq.read('once', 30, 1);"
                        + FAILED.formatted(id, 2, 1));

        complete(send(2, Unique.REPLACE));
        assertThat(queued()).isEqualTo("2");
    }

    @Test
    void whatAWorkerThatLostItsLeaseHadCannotBeSettledInThePlaceOfWhatReplacedIt() throws SQLException {
        long tried = complete(send(1, Unique.REPLACE));
        stage.database().execute("SELECT pgmq.read('once', 30, 1); SELECT pgmq.set_vt('once', " + tried + ", 0)");
        long anew = complete(send(2, Unique.REPLACE));
        assertThat(anew).isGreaterThan(tried);
        assertThat(queued()).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM pgmq.q_once",
                "SELECT pgmq.delete('once', msg_id) FROM pgmq.q_once",
                "SELECT pgmq.archive('once', msg_id) FROM pgmq.q_once",
                "SELECT pgmq.pop('once')",
                "SELECT pgmq.purge_queue('once')",
                "SELECT taskwire.purge('once', 'queued', 0, 1000000, 1000)",
                "SELECT pgmq.drop_queue('once'); SELECT taskwire.make_queue('once');"
                        + " SELECT taskwire.send('once', '{\"n\": 0}')"
            })
    void theKeyIsFreeWhateverTookItsMessageAway(String away) throws SQLException {
        complete(send(1, Unique.REJECT));
        stage.database().execute(away);
        complete(send(2, Unique.REJECT));
        assertThat(queued()).endsWith("2");
    }

    @Test
    void whatIsDelayedOrParkedHoldsTheKey() throws SQLException {
        SendOptions unique = SendOptions.defaults().unique("late", Unique.IGNORE);
        long id = complete(sender.send("once", 1, unique.delay(Duration.ofHours(1))));
        assertThat(complete(sender.send("once", 2, unique))).isEqualTo(id);
        complete(sender.send("once", 3, SendOptions.defaults().unique("late", Unique.REPLACE)));
        assertThat(stage.database().count("SELECT count(*) FROM taskwire.parked_message"))
                .isZero();
        assertThat(stage.queued("once")).isEqualTo(1);
    }

    @Test
    void whatIsSetAsideHoldsTheKeyAndIsReplaced() throws SQLException {
        SendOptions unique = SendOptions.defaults().unique("aside", Unique.IGNORE);
        long id = complete(sender.send("once", 1, unique));
        stage.database()
                .execute("WITH held AS (DELETE FROM pgmq.q_once RETURNING *) INSERT INTO taskwire.unknown_message"
                        + " (queue, message_id, type, version, tries, again_at, read_ct, enqueued_at, message, headers)"
                        + " SELECT 'once', msg_id, 'new', 2, 1, clock_timestamp() + interval '1 hour', read_ct, enqueued_at,"
                        + " message, headers FROM held");

        assertThat(complete(sender.send("once", 2, unique))).isEqualTo(id);
        assertThat(stage.queued("once")).isZero();
        complete(sender.send("once", 3, SendOptions.defaults().unique("aside", Unique.REPLACE)));
        assertThat(stage.database().count("SELECT count(*) FROM taskwire.unknown_message"))
                .isZero();
        assertThat(stage.queued("once")).isEqualTo(1);
    }

    @Test
    void whatIsRolledBackLeavesNoKeyAndOldKeysAreForgotten() throws SQLException {
        assertThatThrownBy(() -> complete(pool.withTransaction(connection -> sender.on(connection)
                        .send("once", 1, SendOptions.defaults().unique("undone", Unique.REJECT))
                        .compose(id -> Future.failedFuture("changed my mind")))))
                .hasMessageContaining("changed my mind");
        complete(sender.send("once", 2, SendOptions.defaults().unique("undone", Unique.REJECT)));

        stage.database()
                .execute("UPDATE taskwire.unique_message SET checked_at = checked_at - interval '1 hour';"
                        + " SELECT taskwire.forget_keys(100)");
        assertThat(stage.database().count("SELECT count(*) FROM taskwire.unique_message"))
                .isEqualTo(1);
        stage.database()
                .execute(
                        "DELETE FROM pgmq.q_once; UPDATE taskwire.unique_message SET checked_at = checked_at - interval '1 h';"
                                + " SELECT taskwire.forget_keys(100)");
        assertThat(stage.database().count("SELECT count(*) FROM taskwire.unique_message"))
                .isZero();
    }
}
