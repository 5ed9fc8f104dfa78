package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.postgres.Pools;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.MessageQueue;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A queue with many messages that are due later. */
@ExtendWith(VertxExtension.class)
final class ParkedChaosIT {
    private static final int PARKED = 100_000;
    private static final int READY = 10_000;
    private static final int BATCH = 100;
    private static final int ROUNDS = 5;

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Test
    void aHundredThousandParkedMessagesLeaveTheReadRateAsItWas(Vertx vertx) throws Exception {
        List<Long> without = new ArrayList<>();
        List<Long> with = new ArrayList<>();
        Pool pool = Pools.create(vertx, POSTGRES.config().database());
        MessageQueue queue = new MessageQueue(pool, "notifications");
        drain(queue);
        park();
        database().execute("CREATE TABLE aside AS SELECT * FROM taskwire.parked_message");
        for (int round = 0; round < ROUNDS; round++) {
            database().execute("TRUNCATE taskwire.parked_message");
            without.add(drain(queue));
            database().execute("INSERT INTO taskwire.parked_message SELECT * FROM aside");
            assertThat(parked()).isEqualTo(PARKED);
            with.add(drain(queue));
        }
        database()
                .execute("INSERT INTO pgmq.q_notifications (vt, message)"
                        + " SELECT due_at, message FROM aside; ANALYZE pgmq.q_notifications");
        long inTheQueue = drain(queue);
        pool.close().await(10, TimeUnit.SECONDS);

        double ratio = (double) median(without) / median(with);
        System.out.printf(
                "chaos: %d messages read and deleted in %s ms without parked ones, in %s ms with %d parked ones:"
                        + " %.2f of the rate; were those in the queue itself: %d ms%n",
                READY, without, with, PARKED, ratio, inTheQueue);
        assertThat(ratio).isGreaterThan(0.7);
    }

    private void park() throws SQLException {
        database()
                .execute(
                        "SELECT count(*) FROM generate_series(1, " + PARKED / 1000 + ") AS batch,"
                                + " taskwire.send_batch('notifications',"
                                + " array_fill('{\"type\": \"welcome_email\"}'::jsonb, ARRAY[1000]), NULL, batch * interval '1 hour')");
        assertThat(parked()).isEqualTo(PARKED);
    }

    private long drain(MessageQueue queue) throws Exception {
        database()
                .execute("SELECT count(*) FROM pgmq.send_batch('notifications',"
                        + " array_fill('{\"type\": \"welcome_email\"}'::jsonb, ARRAY[" + READY + "]))");
        long since = System.nanoTime();
        int read = 0;
        while (read < READY) {
            List<Message> batch = queue.read(BATCH, Duration.ofSeconds(30)).await(10, TimeUnit.SECONDS);
            read += queue.delete(batch).await(10, TimeUnit.SECONDS);
        }
        return Duration.ofNanos(System.nanoTime() - since).toMillis();
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static long parked() throws SQLException {
        return database().count("SELECT count(*) FROM taskwire.parked_message");
    }

    private static TestDatabase database() {
        return POSTGRES.database();
    }
}
