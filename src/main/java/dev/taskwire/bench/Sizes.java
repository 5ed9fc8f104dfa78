package dev.taskwire.bench;

import java.time.Duration;

/**
 * How much is done. A scale of 1 is what figures are to be reported of; a small one tries everything in seconds.
 *
 * @param rounds how often each of several systems has its turn
 * @param scale what the numbers and durations below are multiplied with
 * @param lasting how long what goes on for a time goes on: sustained load, and idling
 * @param mails how many mails are sent in one go
 */
public record Sizes(int rounds, double scale, Duration lasting, int mails) {
    /** Changes of rows that are moved into the log in one go. */
    int events() {
        return scaled(100_000, 100);
    }

    /** What an engine that was just started does before it is measured: so much that its code is compiled. */
    int warmUp() {
        return scaled(20_000, 20);
    }

    /** Changes, one after the other, whose way to the log is timed. */
    int wakes() {
        return scaled(300, 5);
    }

    /** How long a group of writers writes. */
    Duration writing() {
        return Duration.ofMillis(scaled(3000, 50));
    }

    /** Rows of the table that single rows are updated in, and that one statement updates. */
    int rows() {
        return scaled(10_000, 20);
    }

    int smallBacklog() {
        return scaled(10_000, 50);
    }

    int largeBacklog() {
        return scaled(1_000_000, 200);
    }

    private int scaled(int number, int least) {
        return Math.max(least, (int) Math.round(number * scale));
    }
}
