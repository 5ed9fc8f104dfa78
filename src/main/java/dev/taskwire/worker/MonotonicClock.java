package dev.taskwire.worker;

import java.time.Duration;

/** Time since some moment, which nobody sets back. */
final class MonotonicClock {
    private MonotonicClock() {}

    static Duration now() {
        return Duration.ofNanos(System.nanoTime());
    }
}
