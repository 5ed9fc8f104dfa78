package dev.taskwire.bench;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Changes that one transaction made, from its commit until all are in the log: through the whole engine, by a bare loop
 * of the Vert.x client around the one statement, and by the same statement looped inside the server. All take the same
 * messages from the same queue to the same log.
 */
final class DrainWorkload implements Workload {
    private static final String ENGINE = "taskwire";
    private static final String WORK = "drain";
    private static final String UNIT = "events/s";

    /** A drain lasts about a second: one alone says little. */
    private static final int TURNS = 2;

    private static final List<Integer> SESSIONS = List.of(1, 2);

    private static final String MOVE = """
            -- bench.move
            SELECT taskwire_bench.move() AS moved
            """;

    private static final String MOVE_ALL = """
            CALL taskwire_bench.move_all()
            """;

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public Results measure(Ground ground) throws Exception {
        Results results = new Results();
        int turns = TURNS * ground.sizes().rounds();
        for (int turn = 1; turn <= turns; turn++) {
            ground.say("drain, turn " + turn + " of " + turns);
            results.add(ENGINE, WORK, throughEngine(ground), UNIT);
            for (int sessions : SESSIONS) {
                results.add(bare(sessions), WORK, byLoops(ground, sessions, MOVE), UNIT);
            }
            for (int sessions : SESSIONS) {
                results.add(sql(sessions), WORK, byLoops(ground, sessions, MOVE_ALL), UNIT);
            }
        }
        SESSIONS.stream()
                .flatMap(sessions -> Stream.of(bare(sessions), sql(sessions)))
                .forEach(other -> results.addRatio(ENGINE, other, WORK));
        ground.clear();
        return results;
    }

    private static String bare(int sessions) {
        return "bare Vert.x loop x" + sessions;
    }

    private static String sql(int sessions) {
        return "one-statement SQL x" + sessions;
    }

    private static double throughEngine(Ground ground) throws Exception {
        try (Drain drain = Drain.start(ground, Map.of())) {
            return drain.perSecond(ground.sizes().events());
        }
    }

    private static double byLoops(Ground ground, int sessions, String statement) throws Exception {
        ground.clear();
        int events = ground.sizes().events();
        Pool pool = ground.client().pool(sessions);
        try {
            // Connects, and no more: a plan that was made for an empty queue would be kept for the full one.
            ground.client()
                    .await(all(sessions, () -> pool.query("SELECT").execute().mapEmpty()));
            ground.fill(events);
            long began = System.nanoTime();
            ground.client().await(all(sessions, () -> loop(pool, statement)));
            double perSecond = events * 1e9 / (System.nanoTime() - began);
            ground.requireLogged(events);
            return perSecond;
        } finally {
            ground.client().awaitClosed(pool.close());
        }
    }

    private static Future<Void> all(int sessions, Supplier<Future<Void>> loop) {
        return Future.all(Stream.generate(loop).limit(sessions).toList()).mapEmpty();
    }

    /** The statement again and again until it finds nothing; one that loops by itself answers no row. */
    private static Future<Void> loop(Pool pool, String statement) {
        return pool.preparedQuery(statement).execute().compose(rows -> {
            boolean more = rows.size() > 0 && rows.iterator().next().getInteger("moved") > 0;
            return more ? loop(pool, statement) : Future.succeededFuture();
        });
    }
}
