package dev.taskwire;

import dev.taskwire.config.QueueConfig;
import dev.taskwire.config.RetryConfig;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A queue of the user's with its handler.
 *
 * @param blocks whether the handler may block, whatever the options say
 * @param together whether the handler takes a batch at once, and not each message by itself
 */
record OwnQueue<T>(
        String name,
        Class<T> type,
        QueueOptions options,
        BatchQueueHandler<T> handler,
        boolean blocks,
        boolean together) {

    private static final int THREADS = 16;

    static <T> OwnQueue<T> single(String name, Class<T> type, QueueOptions options, QueueHandler<T> handler) {
        return new OwnQueue<>(
                name, type, options, batch -> List.of(handled(name, handler, batch.get(0))), false, false);
    }

    static <T> OwnQueue<T> blocking(String name, Class<T> type, QueueOptions options, BlockingQueueHandler<T> handler) {
        QueueHandler<T> waiting = (payload, delivery) -> {
            try {
                return Future.succeededFuture(handler.handle(payload, delivery));
            } catch (Exception thrown) {
                return Future.failedFuture(thrown);
            }
        };
        return new OwnQueue<>(name, type, options, batch -> List.of(handled(name, waiting, batch.get(0))), true, false);
    }

    static <T> OwnQueue<T> batch(String name, Class<T> type, QueueOptions options, BatchQueueHandler<T> handler) {
        return new OwnQueue<>(name, type, options, handler, false, true);
    }

    private static <T> Future<Outcome> handled(String name, QueueHandler<T> handler, Received<T> received) {
        return Objects.requireNonNull(
                handler.handle(received.payload(), received.delivery()), "the handler of " + name + " gave null");
    }

    OwnQueue<T> with(QueueOptions changed) {
        return new OwnQueue<>(name, type, changed, handler, blocks, together);
    }

    OwnQueue<T> handledBy(BatchQueueHandler<T> other) {
        return new OwnQueue<>(name, type, options, other, blocks, together);
    }

    RunsOn runsOn() {
        RunsOn usual = blocks ? RunsOn.WORKER : RunsOn.EVENT_LOOP;
        return options.runsOn == null ? usual : options.runsOn;
    }

    int concurrency() {
        return runsOn() == RunsOn.WORKER && !options.concurrencyIsGiven ? THREADS : options.concurrency;
    }

    /** What its problems begin with. */
    String path() {
        return "queue " + name + options.type.map(one -> " type " + one).orElse("") + ": ";
    }

    /** @param concurrency of all handlers of the queue */
    QueueConfig config(int concurrency) {
        return new QueueConfig(
                name,
                options.instances,
                options.batchSize,
                concurrency,
                options.lease,
                options.attemptTimeout,
                options.pollInterval,
                Outcomes.toConfig(options.onSuccess),
                new RetryConfig(options.attempts, options.backoff, options.backoffMost),
                Map.of());
    }

    HandlerThreads threads() {
        return HandlerThreads.of(name, runsOn(), options.instances * concurrency());
    }
}
