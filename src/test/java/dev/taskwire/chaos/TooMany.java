package dev.taskwire.chaos;

import dev.taskwire.chaos.MailEndpoint.Answer;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A script by which an endpoint finds, at random, that too many requests come: for one in so many, and for a second. */
final class TooMany implements Function<Integer, Answer> {
    private final long seed = System.nanoTime();
    private final AtomicInteger count = new AtomicInteger();
    private final int oneIn;

    TooMany(int oneIn) {
        this.oneIn = oneIn;
        System.out.println("seed of the requests that are too many: " + seed);
    }

    int count() {
        return count.get();
    }

    @Override
    public Answer apply(Integer number) {
        if (new SplittableRandom(seed + number).nextInt(oneIn) > 0) {
            return Answer.ACCEPT;
        }
        count.incrementAndGet();
        return Answer.TOO_MANY;
    }
}
