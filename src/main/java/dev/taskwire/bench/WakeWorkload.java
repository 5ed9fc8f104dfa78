package dev.taskwire.bench;

import dev.taskwire.config.WakeMode;
import java.time.Duration;
import java.util.Map;

/** How long a single change takes into the log where nothing else happens: one change every 20 ms, in each mode of waking. */
final class WakeWorkload implements Workload {
    private static final Duration EMPTIED_MOST = Duration.ofSeconds(30);
    private static final int PER_SECOND = 50;

    @Override
    public String name() {
        return "wake";
    }

    @Override
    public Results measure(Ground ground) throws Exception {
        Results results = new Results();
        for (int round = 1; round <= ground.sizes().rounds(); round++) {
            ground.say("wake, round " + round + " of " + ground.sizes().rounds());
            for (WakeMode mode : WakeMode.values()) {
                if (mode != WakeMode.OFF) {
                    WriterVariant variant = WriterVariant.of(mode);
                    results.addPercentiles(variant.system(), "wake", wake(ground, variant));
                }
            }
        }
        ground.clear();
        return results;
    }

    private static Percentiles wake(Ground ground, WriterVariant variant) throws Exception {
        Pace pace = Pace.of(Duration.ofSeconds(ground.sizes().wakes()).dividedBy(PER_SECOND), PER_SECOND, 1);
        return ground.besideEngine(Map.of("TASKWIRE_WAKE", variant.wake()), () -> {
            try (Writers writers = Writers.ready(ground, variant, 1)) {
                writers.write(pace);
                ground.emptied(EMPTIED_MOST);
                return LogLatency.of(ground);
            }
        });
    }
}
