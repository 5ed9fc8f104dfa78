package dev.taskwire.telemetry;

import java.time.Duration;

/** Messages of which only the shortest and the longest time is known, taken as if the others lay evenly between. */
public final class EvenSpread {
    /** A batch's messages are spread over so many points at the most. */
    private static final int POINTS_MOST = 20;

    private EvenSpread() {}

    /** Takes how many messages count with which time. */
    public interface Taker {
        void take(Duration time, int messages);
    }

    public static void over(int messages, Duration shortest, Duration longest, Taker taker) {
        int points = Math.min(messages, POINTS_MOST);
        long step = points <= 1 ? 0 : longest.minus(shortest).toNanos() / (points - 1);
        for (int point = 0; point < points; point++) {
            int share = messages / points + (point < messages % points ? 1 : 0);
            taker.take(shortest.plusNanos(point * step), share);
        }
    }
}
