package dev.taskwire.notification;

import java.time.Duration;

/**
 * A moment that has come or not, for this process alone. The time in which the process is stopped counts.
 *
 * @param nanoTime the moment on the clock of {@link System#nanoTime}
 */
public record Deadline(long nanoTime) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** The moment that lies so much before this one. */
    Deadline earlier(Duration time) {
        return new Deadline(nanoTime - time.toNanos());
    }

    boolean hasPassed() {
        return nanoTime - System.nanoTime() <= 0;
    }

    /** How long it is until then, for a timer: whole milliseconds, and one where none is left. */
    long millisLeft() {
        return Math.max(1, Duration.ofNanos(nanoTime - System.nanoTime()).toMillis());
    }
}
