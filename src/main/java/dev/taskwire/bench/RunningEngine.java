package dev.taskwire.bench;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.config.WakeMode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A whole Taskwire that works, until it is closed. For the bench's thread, since it waits. */
final class RunningEngine implements AutoCloseable {
    private static final Duration HEARD_MOST = Duration.ofSeconds(10);
    private static final Duration ARRIVAL_MOST = Duration.ofMinutes(10);

    private final BenchClient client;
    private final Engine engine;
    private final Arrivals arrivals;

    private RunningEngine(BenchClient client, Engine engine, Arrivals arrivals) {
        this.client = client;
        this.engine = engine;
        this.arrivals = arrivals;
    }

    /** Starts an engine and waits until it works, and listens where it is to. */
    static RunningEngine start(BenchClient client, Engine.Factory engines, TaskwireConfig config, String queue)
            throws Exception {
        Arrivals arrivals = new Arrivals(queue);
        RunningEngine running = new RunningEngine(client, engines.create(config, arrivals), arrivals);
        try {
            client.await(running.engine.start());
            if (config.wake() != WakeMode.OFF) {
                arrivals.heard().get(HEARD_MOST.toMillis(), TimeUnit.MILLISECONDS);
            }
            return running;
        } catch (Exception failure) {
            running.close();
            throw failure;
        }
    }

    /** Counts from now on; see {@link Arrivals#next}. */
    CompletableFuture<Long> next(int messages) {
        return arrivals.next(messages);
    }

    /** Waits for what is expected, and answers how long that took from a moment of {@link System#nanoTime} on. */
    Duration arrived(CompletableFuture<Long> expected, long since) throws Exception {
        return Duration.ofNanos(expected.get(ARRIVAL_MOST.toMillis(), TimeUnit.MILLISECONDS) - since);
    }

    @Override
    public void close() {
        client.awaitClosed(engine.stop());
    }
}
