package dev.taskwire.worker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Spreads what a fleet would else do in step. */
final class Jitter {
    private Jitter() {}

    /** Give or take a quarter; a millisecond at least. */
    static Duration around(Duration duration) {
        long quarter = Math.max(1, duration.toMillis() / 4);
        long jitter = ThreadLocalRandom.current().nextLong(-quarter, quarter + 1);
        return Duration.ofMillis(Math.max(1, duration.toMillis() + jitter));
    }
}
