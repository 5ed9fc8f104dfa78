package dev.taskwire;

import static dev.taskwire.LibraryStage.complete;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.LibraryStage.Thumbnail;
import dev.taskwire.support.ServerUnderTest;
import dev.taskwire.testing.TaskwireExtension;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the library costs: handlers that do nothing, beside a bare loop that reads batches and deletes them. */
@ExtendWith(VertxExtension.class)
final class LibraryRateChaosIT {
    private static final int MESSAGES = 40_000;
    private static final int BATCH = 100;
    private static final int ROUNDS = 6;

    private static final JsonObject SCHEMA = new JsonObject("""
            {"type": "object", "required": ["image", "width"],
             "properties": {"image": {"type": "string", "maxLength": 200}, "width": {"type": "integer", "minimum": 0}}}
            """);

    @RegisterExtension
    static final TaskwireExtension TASKWIRE = ServerUnderTest.taskwire();

    @RegisterExtension
    final LibraryStage stage = new LibraryStage(TASKWIRE);

    private final AtomicInteger handled = new AtomicInteger();
    private volatile Promise<Void> all = Promise.promise();

    @Test
    void typedHandlersWithASchemaRunAtSixTenthsOfTheRateOfABareLoopAtLeast(Vertx vertx) throws SQLException {
        stage.database().execute("SELECT taskwire.make_queue('typed'), taskwire.make_queue('bare')");
        stage.start(Taskwire.connect(
                        TaskwireOptions.defaults().url(stage.database().url()).migrate(false))
                .queue(
                        "typed",
                        Thumbnail.class,
                        QueueOptions.defaults().instances(2).batchSize(BATCH).schemas(Schemas.from(1, SCHEMA)),
                        this::handle));
        Pool pool = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(stage.database().url()).setCachePreparedStatements(true))
                .using(vertx)
                .build();
        List<Duration> typed = new ArrayList<>();
        List<Duration> bare = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            typed.add(typed());
            bare.add(bare(pool));
        }
        // The first of each are for the compiler.
        double ratio = (double) median(bare.subList(2, bare.size())).toNanos()
                / median(typed.subList(2, typed.size())).toNanos();
        System.out.printf(
                "chaos: %,d messages: a bare loop took %s, typed handlers with a schema %s: %.2f of its rate%n",
                MESSAGES, bare, typed, ratio);
        assertThat(ratio).isGreaterThanOrEqualTo(0.6);
    }

    private Future<Outcome> handle(Thumbnail thumbnail, Delivery delivery) {
        if (handled.incrementAndGet() == MESSAGES) {
            all.complete();
        }
        return Future.succeededFuture(Outcome.done());
    }

    private Duration typed() throws SQLException {
        handled.set(0);
        all = Promise.promise();
        stage.database().execute("SELECT taskwire.pause('typed')");
        fill("typed");
        long begun = System.nanoTime();
        stage.database().execute("SELECT taskwire.resume('typed')");
        complete(all.future());
        stage.awaitEmpty("typed");
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private Duration bare(Pool pool) throws SQLException {
        fill("bare");
        long begun = System.nanoTime();
        complete(drain(pool));
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static Future<Void> drain(Pool pool) {
        return pool.preparedQuery("SELECT msg_id, message FROM pgmq.read('bare', 30, $1)")
                .execute(Tuple.of(BATCH))
                .compose(rows -> {
                    List<Long> ids = new ArrayList<>(rows.size());
                    rows.forEach(row -> ids.add(row.getLong("msg_id")));
                    return ids.isEmpty() ? Future.succeededFuture() : delete(pool, ids);
                });
    }

    private static Future<Void> delete(Pool pool, List<Long> ids) {
        return pool.preparedQuery("SELECT pgmq.delete('bare', $1::bigint[])")
                .execute(Tuple.of(ids.toArray(Long[]::new)))
                .compose(deleted -> drain(pool));
    }

    /** With statistics of what is there: Postgres would take an empty table's for it. */
    private void fill(String queue) throws SQLException {
        stage.database()
                .execute("SELECT count(*) FROM taskwire.send_batch('" + queue + "', ARRAY(SELECT"
                        + " jsonb_build_object('image', 'cat.png', 'width', n) FROM generate_series(1, " + MESSAGES
                        + ") AS n))");
        stage.database().execute("VACUUM ANALYZE pgmq.q_" + queue);
    }

    private static Duration median(List<Duration> durations) {
        return durations.stream().sorted().toList().get(durations.size() / 2);
    }
}
