package dev.taskwire.bench;

import java.util.Arrays;
import java.util.List;

/** How long each of many things took, as {@link System#nanoTime} counts. Not for several threads at once. */
final class Latencies {
    private long[] nanos = new long[1024];
    private int count;

    void add(long taken) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = taken;
    }

    int count() {
        return count;
    }

    /** Of all of several together. */
    static Percentiles percentiles(List<Latencies> all) {
        long[] sorted = all.stream()
                .flatMapToLong(one -> Arrays.stream(one.nanos, 0, one.count))
                .sorted()
                .toArray();
        return new Percentiles(millis(sorted, 0.5), millis(sorted, 0.95), millis(sorted, 0.99));
    }

    /** The first value that so great a part does not exceed, as Postgres's percentile_disc has it. */
    private static double millis(long[] sorted, double part) {
        if (sorted.length == 0) {
            throw new IllegalStateException("nothing was measured: the time was too short");
        }
        return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)] / 1e6;
    }
}
