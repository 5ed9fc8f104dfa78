package dev.taskwire.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.postgres.Pools;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.worker.WakeCause;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What processes have done, written down and read again. */
@SuppressWarnings("NullAway.Init")
final class HistoryIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private Vertx vertx;
    private Pool pool;

    @BeforeEach
    void open() throws SQLException {
        vertx = Vertx.vertx();
        pool = Pools.create(vertx, POSTGRES.config().database());
        POSTGRES.database().execute("TRUNCATE taskwire.history, taskwire.process");
    }

    @AfterEach
    void close() throws Exception {
        pool.close().await(10, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void addsWhatSeveralProcessesDidInOneStretch() throws Exception {
        work(3, Duration.ofMillis(4));
        work(5, Duration.ofMillis(4));
        // Written as of now: the stretch of ten seconds is moved into the past, where it has ended.
        POSTGRES.database().execute("UPDATE taskwire.history SET at = at - seconds * interval '1 second'");

        JsonArray samples = complete(new History(pool).of(HistoryRange.QUARTER));

        assertThat(samples).hasSize(90);
        assertThat(sum(samples, "done")).isEqualTo(8);
        assertThat(sum(samples, "woken")).isEqualTo(2);
        JsonObject busy = samples.stream()
                .map(JsonObject.class::cast)
                .filter(sample -> sample.getLong("done") > 0)
                .findFirst()
                .orElseThrow();
        assertThat(busy.getDouble("p50_ms")).isBetween(2.8, 4.1);
        assertThat(samples.getJsonObject(0).getDouble("p50_ms")).isNull();
        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.process"))
                .isEqualTo(2);
    }

    @Test
    void keepsAStretchOfEachLength() throws Exception {
        work(3, Duration.ofMillis(4));

        assertThat(POSTGRES.database().count("SELECT count(*) FROM taskwire.history WHERE done = 3"))
                .isEqualTo(3);
        assertThat(POSTGRES.database().count("SELECT count(DISTINCT seconds) FROM taskwire.history"))
                .isEqualTo(3);
    }

    @Test
    void knowsHowOldTheOldestReadyMessageIsWhereNothingIsWorkedOn() throws Exception {
        POSTGRES.database().execute("SELECT pgmq.send('notifications', '{}')");

        complete(new HistoryWriter(pool, process()).note(new JsonArray()));

        assertThat(
                        POSTGRES.database()
                                .count(
                                        "SELECT count(*) FROM taskwire.history"
                                                + " WHERE queue = 'notifications' AND oldest_ready BETWEEN '0' AND '1 minute' AND done = 0"))
                .isEqualTo(3);
    }

    private void work(int messages, Duration waited) {
        Recorder recorder = new Recorder();
        recorder.taken("activity_log", WakeCause.NOTIFICATION, messages);
        recorder.waited("activity_log", messages, waited, waited);
        recorder.done("activity_log", messages);
        complete(new HistoryWriter(pool, process()).note(recorder.take()));
    }

    private static ProcessFacts process() {
        return new ProcessFacts(UUID.randomUUID(), "test:1", "0", Instant.now());
    }

    private static long sum(JsonArray samples, String field) {
        return samples.stream()
                .mapToLong(sample -> ((JsonObject) sample).getLong(field))
                .sum();
    }

    private static <T> T complete(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
