package dev.taskwire.queue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * How a queue is to be read where not simply the oldest first.
 *
 * @param ordered whether a message waits for the older ones of its key
 * @param prioritized whether a higher priority goes first
 * @param workers messages in hand at once, over all processes
 * @param keyWorkers the same of one key
 * @param rate how many may be begun, over all processes
 * @param keyRate the same of one key
 */
public record Arrangement(
        boolean ordered,
        boolean prioritized,
        Optional<Integer> workers,
        Optional<Integer> keyWorkers,
        Optional<Rate> rate,
        Optional<Rate> keyRate) {

    /** The oldest first, as fast as can be. */
    public static final Arrangement NONE =
            new Arrangement(false, false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * So many in a time, evenly.
     *
     * @param burst how many may be begun at once after a time in which there were few
     */
    public record Rate(int count, Duration per, int burst) {
        double perSecond() {
            return count / (per.toNanos() / 1e9);
        }
    }

    public Arrangement withOrder() {
        return new Arrangement(true, prioritized, workers, keyWorkers, rate, keyRate);
    }

    public Arrangement withPriorities() {
        return new Arrangement(ordered, true, workers, keyWorkers, rate, keyRate);
    }

    public Arrangement withWorkers(int atMost) {
        return new Arrangement(ordered, prioritized, Optional.of(atMost), keyWorkers, rate, keyRate);
    }

    public Arrangement withKeyWorkers(int atMost) {
        return new Arrangement(ordered, prioritized, workers, Optional.of(atMost), rate, keyRate);
    }

    public Arrangement withRate(Rate given) {
        return new Arrangement(ordered, prioritized, workers, keyWorkers, Optional.of(given), keyRate);
    }

    public Arrangement withKeyRate(Rate given) {
        return new Arrangement(ordered, prioritized, workers, keyWorkers, rate, Optional.of(given));
    }

    /** As taskwire.arrange_queue reads it: what is not said is not there. */
    JsonObject toJson() {
        JsonObject json = new JsonObject();
        if (ordered) {
            json.put("ordered", true);
        }
        if (prioritized) {
            json.put("prioritized", true);
        }
        workers.ifPresent(most -> json.put("workers", most));
        keyWorkers.ifPresent(most -> json.put("key_workers", most));
        rate.ifPresent(given -> json.put("rate", given.perSecond()).put("burst", given.burst()));
        keyRate.ifPresent(given -> json.put("key_rate", given.perSecond()).put("key_burst", given.burst()));
        return json;
    }
}
