package dev.taskwire.embedded;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How long something took: half of the time, and at most in 99 of 100 cases.
 *
 * @param half empty where nothing was measured
 */
record Percentiles(Optional<Duration> half, Optional<Duration> most) {
    static Percentiles of(Collection<Duration> durations) {
        List<Duration> sorted = durations.stream().sorted().toList();
        return new Percentiles(at(sorted, 0.5), at(sorted, 0.99));
    }

    /** The first value that so great a part does not exceed, as Postgres's percentile_disc has it. */
    private static Optional<Duration> at(List<Duration> sorted, double part) {
        int index = (int) Math.ceil(part * sorted.size()) - 1;
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(Math.max(0, index)));
    }

    @Override
    public String toString() {
        return half.isEmpty()
                ? "nothing was measured"
                : "p50 " + Latency.format(half.get()) + ", p99 " + Latency.format(most.orElseThrow());
    }
}
