package dev.taskwire.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What an engine costs that has nothing to do. The bench's own part of the process is asleep meanwhile. */
final class IdleWorkload implements Workload {
    private static final String HAS_STATEMENTS = """
            -- bench.has_statements
            SELECT to_regclass('pg_stat_statements') IS NOT NULL AS there
            """;

    private static final String STATEMENTS = """
            -- bench.statements
            SELECT coalesce(sum(calls), 0)::bigint AS calls
            FROM pg_stat_statements
            WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;

    private static final String TRANSACTIONS = """
            -- bench.transactions
            SELECT xact_commit + xact_rollback AS transactions FROM pg_stat_database WHERE datname = current_database()
            """;

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public Results measure(Ground ground) throws Exception {
        ground.say("idle, " + ground.sizes().lasting().toMillis() / 1000.0 + " s");
        ground.clear();
        return ground.besideEngine(Map.of(), () -> idle(ground));
    }

    private Results idle(Ground ground) throws Exception {
        boolean statements = ground.client().rows(HAS_STATEMENTS).get(0).getBoolean("there");
        String count = statements ? STATEMENTS : TRANSACTIONS;
        pause(ground, ground.sizes().calmingDown());
        long before = ground.client().number(count);
        long began = system.getProcessCpuTime();
        pause(ground, ground.sizes().lasting());
        double used = system.getProcessCpuTime() - began;
        double asked = ground.client().number(count) - before;
        double minutes = ground.sizes().lasting().toNanos() / 6e10;
        Results results = new Results();
        results.add("taskwire", "idle-cpu", used / 1e6 / minutes, "ms/min");
        results.add("taskwire", "idle-" + (statements ? "statements" : "transactions"), asked / minutes, "1/min");
        return results;
    }

    private static void pause(Ground ground, Duration duration) throws Exception {
        ground.client().await(ground.client().vertx().timer(duration.toMillis(), TimeUnit.MILLISECONDS));
    }
}
