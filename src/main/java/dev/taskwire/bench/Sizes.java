package dev.taskwire.bench;

import java.time.Duration;
import java.util.Optional;

/**
 * How much is done. A scale of 1 is what figures are to be reported of; a small one tries everything in seconds.
 *
 * @param rounds how often each of several systems has its turn
 * @param scale what the numbers and durations below are multiplied with, where the user gives none
 * @param givenTime how long sustained load and idling go on
 * @param givenMails how many mails are sent in one go
 */
public record Sizes(int rounds, double scale, Optional<Duration> givenTime, Optional<Integer> givenMails) {
    Duration lasting() {
        return givenTime.orElseGet(() -> Duration.ofMillis(scaled(60_000, 200)));
    }

    int mails() {
        return givenMails.orElseGet(() -> scaled(20_000, 20));
    }

    /** How long an engine is left alone before idling counts. */
    Duration calmingDown() {
        return Duration.ofMillis(scaled(10_000, 100));
    }

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
