package dev.taskwire.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.postgres.Pools;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that wait outside of their queue for a destination that is closed, and go when it is open. */
@ExtendWith(VertxExtension.class)
final class DestinationIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private Pool pool;
    private QueueAccess queue;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        pool = Pools.create(vertx, POSTGRES.config().database());
        queue = QueueAccess.of(pool, "notifications", "public");
        database()
                .execute("TRUNCATE pgmq.q_notifications, taskwire.parked_message, taskwire.troubled_message,"
                        + " taskwire.destination; SELECT taskwire.send('notifications', '{}')");
    }

    @AfterEach
    void stop() throws Exception {
        pool.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void whatWaitsForAClosedOneIsOutsideOfTheQueue() throws Exception {
        close();

        assertThat(complete(postpone())).isTrue();

        assertThat(count("taskwire.parked_message WHERE waits_for = 'mail'")).isEqualTo(1);
        assertThat(count("pgmq.q_notifications")).isZero();
    }

    @Test
    void whatWouldWaitForOneThatIsOpenByNowComesBackAtOnce() throws Exception {
        assertThat(complete(postpone())).isTrue();

        assertBackWithoutAnAttempt();
    }

    @Test
    void whatIsToWaitWhileItOpensComesBackWhenItIsOpen() throws Exception {
        close();
        try (Connection opening = database().connect()) {
            opening.setAutoCommit(false);
            opening.createStatement().execute("SELECT taskwire.open_destination('mail')");
            Future<Boolean> postponed = postpone();
            await().until(() -> count("pg_stat_activity WHERE application_name = 'taskwire'"
                            + " AND wait_event_type = 'Lock' AND datname = current_database()")
                    == 1);

            opening.commit();

            assertThat(complete(postponed)).isTrue();
        }
        assertBackWithoutAnAttempt();
    }

    @Test
    void whoSeesThatItIsClosedSeesForHowLongAlthoughItOpensMeanwhile() throws Exception {
        close();
        try (Connection looking = database().connect();
                Statement statement = looking.createStatement()) {
            looking.setAutoCommit(false);
            statement.setFetchSize(1);
            ResultSet rows =
                    statement.executeQuery("SELECT reason, taskwire.destination_closed_for(name) AS milliseconds"
                            + " FROM generate_series(1, 2) CROSS JOIN taskwire.destination");
            assertThat(rows.next()).isTrue();
            database().execute("SELECT taskwire.open_destination('mail')");

            assertThat(rows.next()).isTrue();
            assertThat(rows.getString("reason")).isEqualTo("away");
            assertThat(rows.getObject("milliseconds")).isNotNull();
        }
    }

    @Test
    void aMessageWhoseLeaseIsLostStaysWhereItIs() throws Exception {
        Message message = read();
        database().execute("UPDATE pgmq.q_notifications SET read_ct = 2");

        assertThat(complete(queue.troubled().postpone(message, LONG, Optional.of("mail"))))
                .isFalse();

        assertThat(count("pgmq.q_notifications WHERE vt > clock_timestamp()")).isEqualTo(1);
        assertThat(count("taskwire.troubled_message")).isZero();
    }

    @Test
    void allThatWaitComeBackWhenItOpensHoweverManyTheyAre() throws Exception {
        close();
        database().execute("""
                INSERT INTO taskwire.parked_message (queue, message_id, due_at, message, waits_for)
                SELECT 'notifications', 1000000 + n, clock_timestamp() + interval '1 hour', '{}', 'mail'
                FROM generate_series(1, 3500) AS n
                """);

        assertThat(complete(new Destination(pool, "mail").open())).isTrue();

        await().untilAsserted(() -> assertThat(count("pgmq.q_notifications")).isEqualTo(3501));
        assertThat(count("taskwire.parked_message")).isZero();
    }

    private static void close() throws Exception {
        database().execute("SELECT taskwire.close_destination('mail', 'away', false, NULL, false)");
    }

    private Future<Boolean> postpone() throws Exception {
        return queue.troubled().postpone(read(), LONG, Optional.of("mail"));
    }

    private Message read() throws Exception {
        return complete(queue.messages().read(1, Duration.ofSeconds(30))).get(0);
    }

    private static void assertBackWithoutAnAttempt() throws Exception {
        assertThat(count("pgmq.q_notifications WHERE vt <= clock_timestamp()")).isEqualTo(1);
        assertThat(count("taskwire.parked_message")).isZero();
        assertThat(database().rows("SELECT attempts, releases FROM taskwire.troubled_message"))
                .singleElement()
                .hasToString("{attempts=0, releases=1}");
    }

    private static long count(String from) throws Exception {
        return database().count("SELECT count(*) FROM " + from);
    }

    private static <T> T complete(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    private static TestDatabase database() {
        return POSTGRES.database();
    }
}
