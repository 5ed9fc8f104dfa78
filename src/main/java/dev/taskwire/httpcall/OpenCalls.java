package dev.taskwire.httpcall;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The calls that one process has under way, and the relays that wait for them. Bound to one context. */
final class OpenCalls {
    private final Vertx vertx;
    private final CallMaker maker;
    private final int most;
    private final Consumer<Ended> ended;
    private final Relays relays = new Relays();
    private final Map<Long, Granted> open = new HashMap<>();

    private @Nullable Promise<Void> none;

    /** Counts up when all is abandoned: what comes of earlier calls is nobody's any more. */
    private int generation;

    /** @param most at once, relays not counted */
    OpenCalls(Vertx vertx, CallMaker maker, int most, Consumer<Ended> ended) {
        this.vertx = vertx;
        this.maker = maker;
        this.most = most;
        this.ended = ended;
    }

    /** Whether any is under way, or waits for one that is. */
    boolean areThere() {
        return !open.isEmpty() || relays.areThere();
    }

    int room() {
        return Math.max(0, most - open.size());
    }

    Map<String, Integer> relaysWanted(Set<String> crowded) {
        Map<String, Integer> underWay = new HashMap<>();
        open.values().forEach(call -> underWay.merge(call.queue(), 1, Integer::sum));
        return relays.wanted(underWay, crowded);
    }

    void begin(Granted call) {
        if (call.relay()) {
            relays.add(call);
        } else {
            start(call);
        }
    }

    @Nullable
    Granted relayOf(String queue) {
        return relays.next(queue);
    }

    void start(Granted call) {
        open.put(call.job(), call);
        int mine = generation;
        if (call.startsIn().toMillis() > 0) {
            vertx.setTimer(call.startsIn().toMillis(), due -> make(call, mine));
        } else {
            make(call, mine);
        }
    }

    private void make(Granted call, int mine) {
        if (mine != generation) {
            return;
        }
        long begun = System.nanoTime();
        maker.make(call)
                .onSuccess(came -> {
                    if (mine == generation) {
                        relays.took(call.queue(), Duration.ofNanos(System.nanoTime() - begun));
                        open.remove(call.job());
                        ended.accept(came);
                        tellIfNone();
                    }
                })
                .onComplete(told -> {});
    }

    List<Long> giveBack(Set<String> queues) {
        return relays.giveBack(queues);
    }

    /** Ends all that is under way, whose outcome counts no longer. */
    void abandon() {
        generation++;
        open.clear();
        relays.giveBackAll().clear();
        maker.abandon();
        tellIfNone();
    }

    /** Completes when no call is under way. */
    Future<Void> untilNone() {
        if (none == null) {
            none = Promise.promise();
        }
        Future<Void> future = none.future();
        tellIfNone();
        return future;
    }

    private void tellIfNone() {
        if (open.isEmpty() && none != null) {
            none.tryComplete();
        }
    }

    Future<Void> close() {
        generation++;
        return maker.close();
    }
}
