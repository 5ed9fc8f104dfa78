package dev.taskwire.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How much there is to do in one queue: so much that its workers had better look by themselves than be woken by every
 * commit? Begins at about 150 wakes a second and ends below 75 turns a second that found something, so that a load
 * between them changes nothing. Times are those of a monotonic clock.
 */
final class WakeLoad {
    private static final int MANY = 8;
    private static final Duration WITHIN = Duration.ofMillis(53);
    private static final int FRUITFUL_A_SECOND = 75;

    /** Rarer wakes than this cannot stand in one another's way. */
    private static final Duration CLOSE = Duration.ofMillis(200);

    private static final Duration ASKED_EVERY = Duration.ofMillis(100);

    private final Deque<Duration> notified = new ArrayDeque<>();
    private Duration asked = Duration.ZERO;
    private Duration countedSince = Duration.ZERO;
    private long fruitful;

    /** A writer woke the queue. */
    void notified(Duration now) {
        notified.addLast(now);
        if (notified.size() > MANY) {
            notified.removeFirst();
        }
    }

    /** Whether wakes come so often that writers should be spared them. */
    boolean isHeavy(Duration now) {
        return notified.size() == MANY && now.minus(notified.getFirst()).compareTo(WITHIN) <= 0;
    }

    /** Whether it is worth asking if writers wait for one another's wakes; true at most ten times a second. */
    boolean mayBeContended(Duration now) {
        boolean isClose =
                notified.size() > 1 && notified.getLast().minus(secondToLast()).compareTo(CLOSE) < 0;
        if (!isClose || now.minus(asked).compareTo(ASKED_EVERY) < 0) {
            return false;
        }
        asked = now;
        return true;
    }

    /** A turn brought something. */
    void tookTurn() {
        fruitful++;
    }

    /** Whether turns have found something often enough since this was last asked. */
    boolean isStillHeavy(Duration now) {
        Duration window = now.minus(countedSince);
        boolean isHeavy = fruitful * 1000 >= FRUITFUL_A_SECOND * window.toMillis();
        countedSince = now;
        fruitful = 0;
        return isHeavy;
    }

    private Duration secondToLast() {
        return notified.stream().skip(notified.size() - 2L).findFirst().orElseThrow();
    }
}
