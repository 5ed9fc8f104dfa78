package dev.taskwire.bench;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** What a trigger costs a large statement: one UPDATE of every row of a table, with no worker about. */
final class BulkWorkload implements Workload {
    /** Each is short, so that there can be more of them than of other workloads. */
    private static final int TURNS = 3;

    private static final String UPDATE = """
            -- bench.bulk
            UPDATE taskwire_bench.%s
            SET title = md5(random()::text), status = CASE status WHEN 'todo' THEN 'doing' ELSE 'todo' END,
                sent_at = clock_timestamp()
            """;

    private static final String WAKE = """
            -- bench.wake_as
            SELECT set_config('taskwire.wake', $1::text, false) AS wake
            """;

    @Override
    public String name() {
        return "bulk";
    }

    @Override
    public Results measure(Ground ground) throws Exception {
        Results results = new Results();
        int turns = TURNS * ground.sizes().rounds();
        for (int turn = 1; turn <= turns; turn++) {
            ground.say("bulk, turn " + turn + " of " + turns);
            for (WriterVariant variant : WriterVariant.all()) {
                Duration taken = update(ground, variant);
                results.add(variant.system(), "bulk-" + ground.sizes().rows(), taken.toNanos() / 1e6, "ms");
            }
        }
        ground.clear();
        return results;
    }

    private static Duration update(Ground ground, WriterVariant variant) throws Exception {
        ground.clear();
        Pool pool = ground.client().pool(1);
        try {
            ground.client().await(pool.preparedQuery(WAKE).execute(Tuple.of(variant.wake())));
            long began = System.nanoTime();
            ground.client().await(pool.query(UPDATE.formatted(variant.table())).execute());
            return Duration.ofNanos(System.nanoTime() - began);
        } finally {
            ground.client().awaitClosed(pool.close());
        }
    }
}
