package dev.taskwire.bench;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.postgres.Pools;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One client that updates single rows, one transaction after the other, on a connection of its own. It asks on the event
 * loop that reads the answer, so that no update costs a change of threads: on a machine that client and server share, what
 * the client takes is missing there. Sixteen took 16 microseconds of processor time an update on two processors, where
 * sixteen threads with JDBC took 22.
 */
final class WriterVerticle extends VerticleBase {
    private static final String SETTINGS = """
            -- bench.settings
            SELECT set_config('taskwire.wake', $1::text, false) AS wake,
                   set_config('taskwire.actor_id', gen_random_uuid()::text, false) AS actor
            """;

    private static final String UPDATE = """
            -- bench.update
            UPDATE taskwire_bench.%s
            SET title = $2::text, status = CASE status WHEN 'todo' THEN 'doing' ELSE 'todo' END,
                sent_at = clock_timestamp()
            WHERE id = $1::uuid
            """;

    /** So many updates that the session's plans are made, and the client's code is compiled. */
    private static final int WARM_UP = 200;

    private final DatabaseConfig database;
    private final WriterVariant variant;
    private final int rows;
    private final SplittableRandom random = new SplittableRandom();

    private @Nullable PreparedStatement statement;
    private int written;

    /**
     * Makes a writer, which is ready when it is deployed.
     *
     * @param database whose pool is for this writer alone
     * @param rows how many rows the table has
     */
    WriterVerticle(DatabaseConfig database, WriterVariant variant, int rows) {
        this.database = database;
        this.variant = variant;
        this.rows = rows;
    }

    @Override
    public Future<?> start() {
        return Pools.create(vertx, database)
                .getConnection()
                .compose(this::prepare)
                .compose(ready -> warmUp(WARM_UP));
    }

    private Future<PreparedStatement> prepare(SqlConnection connection) {
        return connection
                .preparedQuery(SETTINGS)
                .execute(Tuple.of(variant.wake()))
                .compose(set -> connection.prepare(UPDATE.formatted(variant.table())))
                .onSuccess(prepared -> statement = prepared);
    }

    private Future<Void> warmUp(int updates) {
        return updates == 0 ? Future.succeededFuture() : update().compose(done -> warmUp(updates - 1));
    }

    /**
     * Writes for a time; completes with how long each update took. May be called from any thread.
     *
     * @param turn between 0 and 1: when this one of several writers has its turn
     */
    Future<Latencies> write(Pace pace, double turn) {
        Promise<Latencies> finished = Promise.promise();
        context.runOnContext(began -> next(new Run(pace, turn, finished)));
        return finished.future();
    }

    private void next(Run run) {
        long now = System.nanoTime() - run.began;
        long early = run.pace.dueNanos(run.taken.count(), run.turn) - now;
        if (now >= run.pace.lasting().toNanos()) {
            run.finished.complete(run.taken);
        } else if (early > 0) {
            vertx.setTimer(Duration.ofNanos(early).plusNanos(999_999).toMillis(), due -> next(run));
        } else {
            update().onSuccess(done -> {
                        run.taken.add(System.nanoTime() - run.began - now);
                        next(run);
                    })
                    .onFailure(run.finished::fail);
        }
    }

    private Future<RowSet<Row>> update() {
        UUID id = new UUID(0, 1 + random.nextInt(rows));
        return Objects.requireNonNull(statement, "start comes first")
                .query()
                .execute(Tuple.of(id, "title " + written++));
    }

    private static final class Run {
        private final Pace pace;
        private final double turn;
        private final Promise<Latencies> finished;
        private final Latencies taken = new Latencies();
        private final long began = System.nanoTime();

        Run(Pace pace, double turn, Promise<Latencies> finished) {
            this.pace = pace;
            this.turn = turn;
            this.finished = finished;
        }
    }
}
