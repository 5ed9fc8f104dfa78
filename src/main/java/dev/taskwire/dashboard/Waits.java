package dev.taskwire.dashboard;

import dev.taskwire.telemetry.EvenSpread;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * How long messages waited: counts between limits that grow by the square root of two, from half a millisecond to ten
 * minutes, so that those of several processes can be added. May be used from any thread.
 */
final class Waits {
    private static final double SHORTEST_MILLIS = 0.5;
    private static final double GROWTH = Math.sqrt(2);

    /** The last is for whatever took longer. */
    static final int COUNTS = 42;

    private final AtomicLongArray counts = new AtomicLongArray(COUNTS);

    /** Counts messages that waited between so long and so long, as if they had come evenly spread. */
    void add(int messages, Duration shortest, Duration longest) {
        EvenSpread.over(messages, shortest, longest, (time, share) -> counts.addAndGet(place(millis(time)), share));
    }

    /** The counts since the last time. */
    long[] take() {
        return IntStream.range(0, COUNTS)
                .mapToLong(place -> counts.getAndSet(place, 0))
                .toArray();
    }

    /**
     * How long the given share of messages waited at the most, in milliseconds.
     *
     * @param share between 0 and 1
     * @return empty where nothing is counted
     */
    static Optional<Double> percentile(long[] counts, double share) {
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        double wanted = share * all;
        double before = 0;
        for (int place = 0; place < counts.length; place++) {
            if (counts[place] > 0 && before + counts[place] >= wanted) {
                double within = (wanted - before) / counts[place];
                return Optional.of(limit(place - 1) + within * (limit(place) - limit(place - 1)));
            }
            before += counts[place];
        }
        return Optional.empty();
    }

    private static double millis(Duration time) {
        return Math.max(0, time.toNanos() / 1e6);
    }

    private static int place(double millis) {
        if (millis <= SHORTEST_MILLIS) {
            return 0;
        }
        int place = (int) Math.ceil(Math.log(millis / SHORTEST_MILLIS) / Math.log(GROWTH));
        return Math.min(place, COUNTS - 1);
    }

    private static double limit(int place) {
        return place < 0 ? 0 : SHORTEST_MILLIS * Math.pow(GROWTH, place);
    }
}
