package dev.taskwire.dashboard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/** What is counted of one queue. May be used from any thread. */
final class Tally {
    private final LongAdder done = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder woken = new LongAdder();
    private final LongAdder polled = new LongAdder();
    private final Waits waits = new Waits();

    Waits waits() {
        return waits;
    }

    void woken() {
        woken.increment();
    }

    void polled() {
        polled.increment();
    }

    void done(int messages) {
        done.add(messages);
    }

    void retried() {
        retried.increment();
    }

    void buried() {
        deadLetters.increment();
    }

    /** The counts since the last time; empty where there are none. */
    Optional<JsonObject> take(String queue) {
        long[] counts = LongStream.of(
                        done.sumThenReset(),
                        retried.sumThenReset(),
                        deadLetters.sumThenReset(),
                        woken.sumThenReset(),
                        polled.sumThenReset())
                .toArray();
        long[] waited = waits.take();
        if (LongStream.concat(Arrays.stream(counts), Arrays.stream(waited)).allMatch(count -> count == 0)) {
            return Optional.empty();
        }
        return Optional.of(new JsonObject()
                .put("queue", queue)
                .put("done", counts[0])
                .put("retried", counts[1])
                .put("dead_letters", counts[2])
                .put("woken", counts[3])
                .put("polled", counts[4])
                .put("waits", new JsonArray(Arrays.stream(waited).boxed().toList())));
    }
}
