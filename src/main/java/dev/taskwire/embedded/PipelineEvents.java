package dev.taskwire.embedded;

import dev.taskwire.worker.WakeCause;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the workers tell the demo. Called on their event loops: it counts and hands on. */
final class PipelineEvents implements WorkerListener {
    private final Map<WakeCause, LongAdder> wakes = new ConcurrentHashMap<>();
    private final Promise<Void> listening = Promise.promise();
    private volatile Runnable onDone = () -> {};

    /** Runs each time that messages have left a queue, on a worker's event loop. */
    void onDone(Runnable observer) {
        onDone = observer;
    }

    /** Completes when wakes are heard. */
    Future<Void> heard() {
        return listening.future();
    }

    /** How many turns that brought messages were due to this. */
    long wakes(WakeCause cause) {
        LongAdder count = wakes.get(cause);
        return count == null ? 0 : count.sum();
    }

    @Override
    public void taken(String queue, WakeCause cause, int messages) {
        wakes.computeIfAbsent(cause, first -> new LongAdder()).increment();
    }

    @Override
    public void done(String queue, int messages) {
        onDone.run();
    }

    @Override
    public void listening() {
        listening.tryComplete();
    }
}
