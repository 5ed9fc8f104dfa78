package dev.taskwire.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.postgres.Pools;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(VertxExtension.class)
class MessageQueueIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final Duration LEASE = Duration.ofSeconds(30);

    /** The statistics say that there is one page and nothing in it, as an autovacuum leaves a queue that was drained. */
    private static final String DRAINED = """
            TRUNCATE pgmq.q_cleanup_tasks;
            INSERT INTO pgmq.q_cleanup_tasks (vt, message) SELECT now(), '{}' FROM generate_series(1, 10);
            DELETE FROM pgmq.q_cleanup_tasks;
            """;

    private static final String BACKLOG = """
            INSERT INTO pgmq.q_cleanup_tasks (vt, message)
            SELECT now(), jsonb_build_object('number', number) FROM generate_series(1, 60000) AS number
            """;

    @SuppressWarnings("NullAway.Init")
    private Pool pool;

    @SuppressWarnings("NullAway.Init")
    private MessageQueue queue;

    @BeforeEach
    void start(Vertx vertx) throws SQLException {
        POSTGRES.database().execute("TRUNCATE pgmq.q_cleanup_tasks");
        DatabaseConfig impatient = POSTGRES.config(
                        "TASKWIRE_DATABASE_STATEMENT_TIMEOUT", "1s", "TASKWIRE_DATABASE_POOL_SIZE", "2")
                .database();
        pool = Pools.create(vertx, impatient);
        queue = new MessageQueue(pool, "cleanup_tasks");
    }

    @AfterEach
    void stop() throws Exception {
        pool.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aBacklogIsReadAndSettledQuicklyAlthoughTheStatisticsSawAnEmptyQueue() throws Exception {
        POSTGRES.database().execute(DRAINED);
        POSTGRES.database().execute("VACUUM (ANALYZE, TRUNCATE false) pgmq.q_cleanup_tasks");
        POSTGRES.database().execute(BACKLOG);

        for (int batch = 0; batch < 10; batch++) {
            List<Message> messages = complete(queue.read(250, LEASE));
            assertThat(messages).hasSize(250);
            assertThat(complete(queue.extend(messages, LEASE))).hasSize(250);
            assertThat(complete(queue.delete(messages))).isEqualTo(250);
        }
    }

    @Test
    void whatIsHiddenAtTheHeadOfABacklogIsPassedQuicklyToo() throws Exception {
        POSTGRES.database().execute(DRAINED);
        POSTGRES.database().execute("VACUUM (ANALYZE, TRUNCATE false) pgmq.q_cleanup_tasks");
        POSTGRES.database().execute(BACKLOG);
        POSTGRES.database()
                .execute(
                        "UPDATE pgmq.q_cleanup_tasks SET vt = now() + '1 h' WHERE (message ->> 'number')::int <= 20000");

        assertThat(complete(queue.read(250, LEASE))).hasSize(250);

        assertThat(POSTGRES.database()
                        .count("SELECT count(*) FROM pgmq.q_cleanup_tasks"
                                + " WHERE read_ct = 1 AND (message ->> 'number')::int BETWEEN 20001 AND 20250"))
                .isEqualTo(250);
    }

    @Test
    void whatIsReadIsHiddenForTheLeaseAndCounted() throws Exception {
        POSTGRES.database().execute("INSERT INTO pgmq.q_cleanup_tasks (vt, message) VALUES (now(), '{}')");

        assertThat(complete(queue.read(10, LEASE)))
                .singleElement()
                .satisfies(message -> assertThat(message.deliveries()).isEqualTo(1));

        assertThat(complete(queue.read(10, LEASE))).isEmpty();
        assertThat(POSTGRES.database()
                        .count("SELECT count(*) FROM pgmq.q_cleanup_tasks"
                                + " WHERE read_ct = 1 AND vt BETWEEN now() + '25 s' AND now() + '30 s'"))
                .isEqualTo(1);
    }

    @Test
    void anExtensionWaitsForNobodyWhoHasAMessageLocked() throws Exception {
        POSTGRES.database().execute(BACKLOG);
        List<Message> messages = complete(queue.read(2, LEASE));
        try (Connection other = POSTGRES.database().connect();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("SELECT FROM pgmq.q_cleanup_tasks WHERE msg_id = "
                    + messages.get(0).id() + " FOR UPDATE");

            assertThat(complete(queue.extend(messages, Duration.ofHours(1)))).hasSize(2);

            assertThat(POSTGRES.database()
                            .count("SELECT count(*) FROM pgmq.q_cleanup_tasks WHERE vt > now() + '50 min'"))
                    .isEqualTo(1);
            other.rollback();
        }
    }

    private static <T> T complete(Future<T> future) throws Exception {
        return future.await(10, TimeUnit.SECONDS);
    }
}
