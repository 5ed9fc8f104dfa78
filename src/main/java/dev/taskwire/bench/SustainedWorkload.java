package dev.taskwire.bench;

import dev.taskwire.bench.Writers.Written;
import java.time.Duration;
import java.util.Map;

/** A steady load for a long time, writers and workers together: how long changes take into the log, and what waits. */
final class SustainedWorkload implements Workload {
    private static final int WRITERS = 16;
    private static final int PER_SECOND = 2000;
    private static final Duration EMPTIED_MOST = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "sustained";
    }

    @Override
    public Results measure(Ground ground) throws Exception {
        ground.say("sustained, " + ground.sizes().lasting().toMillis() / 1000.0 + " s");
        Results results = ground.besideEngine(Map.of(), () -> sustain(ground));
        ground.clear();
        return results;
    }

    private static Results sustain(Ground ground) throws Exception {
        Results results = new Results();
        WriterVariant variant = WriterVariant.of(ground.config().wake());
        try (Writers writers = Writers.ready(ground, variant, WRITERS)) {
            Written written = writers.write(Pace.of(ground.sizes().lasting(), PER_SECOND, WRITERS));
            long backlog = ground.waiting();
            ground.emptied(EMPTIED_MOST);
            results.add(variant.system(), "sustained", written.perSecond(), "updates/s");
            results.addPercentiles(variant.system(), "sustained-writer", written.transactions());
            results.addPercentiles(variant.system(), "sustained-to-log", LogLatency.of(ground));
            results.add(variant.system(), "sustained-backlog", (double) backlog, "messages");
            ground.requireLogged(written.updates());
        }
        return results;
    }
}
