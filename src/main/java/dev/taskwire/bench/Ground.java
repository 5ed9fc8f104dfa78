package dev.taskwire.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.config.TaskwireConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What workloads stand on: the database, engines and sizes. For the bench's thread, since it waits. */
final class Ground {
    private static final String FILL = """
            -- bench.fill
            UPDATE taskwire_bench.filled
            SET title = CASE title WHEN 'abc' THEN 'abcd' ELSE 'abc' END,
                status = CASE status WHEN 'todo' THEN 'doing' ELSE 'todo' END
            WHERE id <= taskwire_bench.id($1::integer)
            """;

    private static final String ACT_AS = """
            -- bench.act_as
            SELECT set_config('taskwire.actor_id', gen_random_uuid()::text, true) AS actor
            """;

    private static final Duration GLANCE = Duration.ofMillis(5);

    private final BenchSettings settings;
    private final BenchClient client;
    private final Engine.Factory engines;
    private final Consumer<String> progress;
    private final TaskwireConfig config;

    Ground(BenchSettings settings, BenchClient client, Engine.Factory engines, Consumer<String> progress) {
        this.settings = settings;
        this.client = client;
        this.engines = engines;
        this.progress = progress;
        this.config = settings.config(Map.of());
    }

    BenchClient client() {
        return client;
    }

    TaskwireConfig config() {
        return config;
    }

    Sizes sizes() {
        return settings.sizes();
    }

    /** Tells the user how far it is. */
    void say(String line) {
        progress.accept(line);
    }

    /** The queue that changes go to. */
    String queue() {
        return config.queues().activityLog().name();
    }

    /** The table that changes are logged in. */
    String log() {
        return config.database().tablesSchema() + ".activity_logs";
    }

    /**
     * Starts an engine.
     *
     * @param variables on top of the user's configuration
     * @param counted the queue whose messages are counted when they are done
     */
    RunningEngine engine(Map<String, String> variables, String counted) throws Exception {
        return RunningEngine.start(client, engines, settings.config(variables), counted);
    }

    /** Does something while an engine works. */
    <T> T besideEngine(Map<String, String> variables, Callable<T> work) throws Exception {
        RunningEngine engine = engine(variables, queue());
        try {
            return work.call();
        } finally {
            engine.close();
        }
    }

    /** Empties the queues and the log, and sweeps out the tables that are updated. */
    void clear() throws Exception {
        for (String queue : List.of(queue(), config.queues().notifications().name(), "taskwire_bench")) {
            client.run("SELECT pgmq.purge_queue('" + queue + "')");
        }
        client.run("TRUNCATE " + log() + ", " + config.database().tablesSchema() + ".notifications,"
                + " taskwire.email_deliveries, taskwire_bench.profile");
        for (String table : List.of("bare", "watched", "sent", "notified", "filled")) {
            client.run("VACUUM taskwire_bench." + table);
        }
    }

    /**
     * Changes rows of a watched table, in one transaction, and so puts as many messages on the queue; answers the
     * {@link System#nanoTime} at which its commit was asked for: no worker can have one of them before.
     */
    @CanIgnoreReturnValue
    long fill(int messages) throws Exception {
        return client.await(client.pool()
                .withTransaction(session -> session.query(ACT_AS)
                        .execute()
                        .compose(acting -> fill(session, messages))
                        .map(filled -> System.nanoTime())));
    }

    /** A statement's rows are limited by its table's, so that many changes take several statements. */
    private Future<Void> fill(SqlConnection session, int left) {
        int now = Math.min(left, sizes().events());
        return session.preparedQuery(FILL)
                .execute(Tuple.of(now))
                .compose(done -> left > now ? fill(session, left - now) : Future.succeededFuture());
    }

    /** Messages in the queue of changes. */
    long waiting() throws Exception {
        return client.number("SELECT count(*) FROM pgmq.q_" + queue());
    }

    /** No figure counts for which something was lost or done twice. */
    void requireLogged(int changes) throws Exception {
        long logged = client.number("SELECT count(*) FROM " + log());
        if (logged != changes) {
            throw new IllegalStateException(logged + " changes are in the log, but " + changes + " were made");
        }
    }

    /** Waits until the queue of changes is empty, and answers how long that took. */
    @CanIgnoreReturnValue
    Duration emptied(Duration most) throws Exception {
        long began = System.nanoTime();
        while (client.rows("SELECT FROM pgmq.q_" + queue() + " LIMIT 1").size() > 0) {
            if (System.nanoTime() - began > most.toNanos()) {
                throw new IllegalStateException("the queue is not empty after " + most.toSeconds() + " s");
            }
            client.await(client.vertx().timer(GLANCE.toMillis(), TimeUnit.MILLISECONDS));
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
