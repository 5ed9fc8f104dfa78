package dev.taskwire;

import static dev.taskwire.LibraryStage.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskwire.LibraryStage.Thumbnail;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sending from Java. */
@ExtendWith(VertxExtension.class)
final class LibrarySenderIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @RegisterExtension
    final LibraryStage stage = new LibraryStage(POSTGRES);

    private Pool pool;
    private Sender sender;

    @BeforeEach
    void anEmptyQueue(Vertx vertx) throws SQLException {
        pool = PgBuilder.pool()
                .connectingTo(stage.database().url().replace("postgres://", "postgresql://"))
                .using(vertx)
                .build();
        sender = Taskwire.create(vertx, pool, TaskwireOptions.defaults()).sender();
        stage.database()
                .execute("SELECT taskwire.make_queue('sent'); DELETE FROM pgmq.q_sent;"
                        + " DELETE FROM taskwire.parked_message");
    }

    @Test
    void aRecordIsSentWithHeaders() throws SQLException {
        long id = complete(sender.send(
                "sent", new Thumbnail("a.png", 80), SendOptions.defaults().header("tenant", "t1")));

        assertThat(stage.database()
                        .value(
                                "SELECT message || jsonb_build_object('tenant', headers ->> 'tenant', 'has_id',"
                                        + " jsonb_exists(headers, 'event_id')) FROM pgmq.q_sent WHERE msg_id = ?",
                                id))
                .isEqualTo("{\"image\": \"a.png\", \"width\": 80, \"has_id\": true, \"tenant\": \"t1\"}");
    }

    @Test
    void aBatchKeepsItsOrder() throws SQLException {
        List<Long> ids = complete(
                sender.sendAll("sent", List.of(new JsonObject().put("n", 1), new JsonArray().add(2), "three")));

        assertThat(ids).hasSize(3).isSorted();
        assertThat(stage.database().value("SELECT string_agg(message::text, ' ' ORDER BY msg_id) FROM pgmq.q_sent"))
                .isEqualTo("{\"n\": 1} [2] \"three\"");
    }

    @Test
    void whatIsDelayedComesLater() throws SQLException {
        complete(sender.send("sent", new JsonObject(), SendOptions.defaults().delay(Duration.ofSeconds(30))));
        complete(sender.send(
                "sent",
                new JsonObject(),
                SendOptions.defaults().at(Instant.now().plusSeconds(7200))));

        assertThat(stage.database()
                        .count("SELECT count(*) FROM pgmq.q_sent WHERE vt > clock_timestamp() + interval '20 s'"))
                .isEqualTo(1);
        assertThat(stage.database()
                        .count("SELECT count(*) FROM taskwire.parked_message WHERE due_at > clock_timestamp() + '1 h'"))
                .isEqualTo(1);
    }

    @Test
    void aKeyIsSentOnceInItsQueue() throws SQLException {
        SendOptions keyed = SendOptions.defaults().dedupKey("order 7");
        long first = complete(sender.send("sent", new JsonObject().put("n", 1), keyed));
        long again = complete(sender.send("sent", new JsonObject().put("n", 2), keyed));

        assertThat(again).isEqualTo(first);
        assertThat(stage.queued("sent")).isEqualTo(1);
    }

    @Test
    void aTransactionThatIsRolledBackSendsNothing() throws SQLException {
        Future<Long> undone = pool.withTransaction(connection -> sender.on(connection)
                .send("sent", new JsonObject())
                .compose(id -> Future.failedFuture("changed my mind")));
        assertThatThrownBy(() -> complete(undone)).hasMessageContaining("changed my mind");
        assertThat(stage.queued("sent")).isZero();

        complete(pool.withTransaction(connection -> sender.on(connection).send("sent", new JsonObject())));
        assertThat(stage.queued("sent")).isEqualTo(1);
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
        assertThatThrownBy(() -> complete(
                        Taskwire.connect(POSTGRES.database().url()).sender().send("sent", new JsonObject())))
                .hasMessageContaining("before the start");
    }
}
