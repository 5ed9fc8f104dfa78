package dev.taskwire.embedded;

import java.time.Duration;
import java.util.Locale;

/** Writes durations as people read them. */
final class Latency {
    private Latency() {}

    static String format(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        if (millis < 10) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        }
        return millis < 1000
                ? String.format(Locale.ROOT, "%.0f ms", millis)
                : String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }
}
