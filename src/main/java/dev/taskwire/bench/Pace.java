package dev.taskwire.bench;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a group of writers writes, and how fast.
 *
 * @param interval from one update of a writer to its next; empty for as fast as it goes
 */
record Pace(Duration lasting, Optional<Duration> interval) {
    static Pace fast(Duration lasting) {
        return new Pace(lasting, Optional.empty());
    }

    /** So many updates a second, all writers together. */
    static Pace of(Duration lasting, int perSecond, int writers) {
        return new Pace(
                lasting, Optional.of(Duration.ofSeconds(1).multipliedBy(writers).dividedBy(perSecond)));
    }

    /** How many nanoseconds after the beginning an update is due; several writers take turns. */
    long dueNanos(int update, double turn) {
        return interval.map(one -> (long) ((update + turn) * one.toNanos())).orElse(0L);
    }
}
