package dev.taskwire.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is counted of the work on queues. A queue has all its figures from when it is begun, at nought: what first appears
 * as a one is no rise to Prometheus. May be used from any thread.
 */
final class QueueMeters {
    private final PrometheusMeterRegistry registry;
    private final BoundedNames names = new BoundedNames();
    private final Map<String, OneQueue> queues = new ConcurrentHashMap<>();

    private final DurationHistogram waited = new DurationHistogram(
            "taskwire_message_wait_seconds",
            "How long messages had been on their queue when they were first taken, by the database's clock;"
                    + " a delay that the sender asked for counts",
            Duration.ofSeconds(5000));
    private final DurationHistogram worked = new DurationHistogram(
            "taskwire_message_handling_seconds",
            "How long one attempt at a message took, whatever came of it; where one statement moves a batch,"
                    + " each of its messages counts with the time of the whole",
            Duration.ofSeconds(1000));
    private final DurationHistogram woken = new DurationHistogram(
            "taskwire_wake_latency_seconds",
            "How long after a notification was heard a worker had the messages that it told of",
            Duration.ofSeconds(5));

    QueueMeters(PrometheusMeterRegistry registry) {
        this.registry = registry;
        registry.getPrometheusRegistry().register(waited);
        registry.getPrometheusRegistry().register(worked);
        registry.getPrometheusRegistry().register(woken);
    }

    /** Of a queue; the hundred and first and those after it share theirs. */
    OneQueue of(String queue) {
        return queues.computeIfAbsent(names.of(queue), this::begin);
    }

    /** Begins with a queue to which nothing has happened yet. */
    void expect(String queue) {
        queues.computeIfAbsent(names.of(queue), this::begin);
    }

    /** Counted even of what is no queue, such as the table of those that are paused. */
    void turnFailed(String place) {
        failedTurns(names.of(place)).increment();
    }

    private OneQueue begin(String queue) {
        failedTurns(queue).increment(0);
        return new OneQueue(registry, queue, new OneQueue.Times(waited.of(queue), worked.of(queue), woken.of(queue)));
    }

    private Counter failedTurns(String queue) {
        return Counter.builder("taskwire.turns.failed")
                .description(
                        "Times that a queue, or a table that is looked at beside the queues, could not be read; another try follows")
                .tag("queue", queue)
                .register(registry);
    }
}
