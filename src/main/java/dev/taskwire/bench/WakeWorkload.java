package dev.taskwire.bench;

import dev.taskwire.config.WakeMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How long a single change takes into the log where nothing else happens: one change every 20 ms, in each mode of waking.
 *
 * <p>As many changes at the same pace come before those that count. The engine was just started, so its code is not
 * compiled; and the writer warms up with one update after the other, a load at which an engine in the mode coalesced makes
 * the queue quiet and looks by itself for the next second. The modes take turns at being first in a round.
 */
final class WakeWorkload implements Workload {
    private static final Duration EMPTIED_MOST = Duration.ofSeconds(30);
    private static final int PER_SECOND = 50;

    private static final List<WakeMode> MODES = List.of(WakeMode.COALESCED, WakeMode.ALWAYS);
    private static final List<WakeMode> MODES_REVERSED = List.of(WakeMode.ALWAYS, WakeMode.COALESCED);

    @Override
    public String name() {
        return "wake";
    }

    @Override
    public Results measure(Ground ground) throws Exception {
        Results results = new Results();
        for (int round = 1; round <= ground.sizes().rounds(); round++) {
            ground.say("wake, round " + round + " of " + ground.sizes().rounds());
            for (WakeMode mode : round % 2 == 1 ? MODES : MODES_REVERSED) {
                WriterVariant variant = WriterVariant.of(mode);
                results.addPercentiles(variant.system(), "wake", wake(ground, variant));
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
                ground.clear();
                writers.write(pace);
                ground.emptied(EMPTIED_MOST);
                return LogLatency.of(ground);
            }
        });
    }
}
