package dev.taskwire.worker;

import java.time.Duration;

/** Time since some moment, which nobody sets back. */
public final class MonotonicClock {
    private MonotonicClock() {}

    public static Duration now() {
        return Duration.ofNanos(System.nanoTime());
    }
}
