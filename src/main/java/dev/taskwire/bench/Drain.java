package dev.taskwire.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * An engine that moves what one transaction made all at once. It is warm, and it has been idle: it has met few messages
 * at a time before, as the engine of a real application has when a backlog comes. For the bench's thread, since it waits.
 */
final class Drain implements AutoCloseable {
    /** More than the executions after which Postgres keeps a plan. */
    private static final int SINGLE_CHANGES = 10;

    private final Ground ground;
    private final RunningEngine engine;

    private Drain(Ground ground, RunningEngine engine) {
        this.ground = ground;
        this.engine = engine;
    }

    /** Starts an engine with these variables, and prepares it. */
    static Drain start(Ground ground, Map<String, String> variables) throws Exception {
        ground.clear();
        Drain drain = new Drain(ground, ground.engine(variables, ground.queue()));
        try {
            drain.take(ground.sizes().warmUp());
            ground.clear();
            for (int change = 1; change <= SINGLE_CHANGES; change++) {
                drain.take(1);
            }
            return drain;
        } catch (Exception failure) {
            drain.close();
            throw failure;
        }
    }

    @CanIgnoreReturnValue
    private Duration take(int changes) throws Exception {
        CompletableFuture<Long> all = engine.next(changes);
        return engine.arrived(all, ground.fill(changes));
    }

    /** Changes a second, from the commit that makes them until all are in the log. Once for each drain. */
    double perSecond(int changes) throws Exception {
        Duration taken = take(changes);
        ground.requireLogged(changes + SINGLE_CHANGES);
        return changes * 1e9 / taken.toNanos();
    }

    /** The same for the first few of many, which are then waiting all the time; the others are not worked on. */
    double perSecond(int changes, int waiting) throws Exception {
        CompletableFuture<Long> first = engine.next(changes);
        Duration taken = engine.arrived(first, ground.fill(waiting));
        ground.clear();
        return changes * 1e9 / taken.toNanos();
    }

    @Override
    public void close() {
        engine.close();
    }
}
