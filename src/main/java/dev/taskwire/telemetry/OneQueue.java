package dev.taskwire.telemetry;

import dev.taskwire.worker.WakeCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** What is counted of the work on one queue. May be used from any thread. */
final class OneQueue {
    private static final String PREFIX = "taskwire.";

    /** How a delivery ends. */
    enum Ending {
        DONE,
        RETRY,
        POSTPONED,
        REROUTED,
        DEAD_LETTER,
        LEASE_LOST
    }

    /**
     * Its histograms.
     *
     * @param waited until they were taken
     * @param worked until the attempt had ended
     * @param woken from the notification to the messages
     */
    record Times(DurationHistogram.Counts waited, DurationHistogram.Counts worked, DurationHistogram.Counts woken) {}

    final Times times;
    final Counter read;
    final Counter quarantined;
    final Counter released;
    final Counter invalid;
    final Counter blocked;
    final Counter notSettled;
    final Counter notExtended;
    final AtomicInteger paused = new AtomicInteger();
    final AtomicInteger quiet = new AtomicInteger();
    private final Map<WakeCause, Counter> wakes;
    private final Map<Ending, Counter> handled;

    private final MeterRegistry registry;
    private final Tags queue;

    OneQueue(MeterRegistry registry, String name, Times times) {
        this.registry = registry;
        this.queue = Tags.of("queue", name);
        this.times = times;
        this.read = counter("messages.read", "Messages that workers of this process took, at each delivery");
        this.quarantined = counter(
                "messages.quarantined",
                "Times that a message was worked on alone, since its worker had ended several times with it in hand");
        this.released =
                counter("messages.released", "Messages that were given back unfinished when this process stopped");
        this.invalid = counter("messages.invalid", "Messages that were not what their handler takes");
        this.blocked = counter(
                "handler.blocked",
                "Times that a handler kept its event loop, and all that lives there, for over half a second");
        this.notSettled = counter(
                "settlements.failed",
                "Messages of which it could not be written down what became of them; they come back after their lease");
        this.notExtended =
                counter("lease.extensions.failed", "Times that the leases of what is in hand could not be extended");
        this.wakes =
                counters(WakeCause.class, "wakes", "cause", "Turns that found messages, by what made the worker look");
        this.handled = counters(
                Ending.class,
                "messages.handled",
                "outcome",
                "Deliveries by how they ended: done, retry (the attempt failed, another follows), postponed (not begun, later),"
                        + " rerouted (put on another queue), dead_letter (given up), lease_lost (done, but another worker has it by now)");
        gauge(
                "queue.paused",
                "Whether this process knows the queue to be paused: 1, or 0 where it is worked on",
                paused);
        gauge("queue.quiet", "Whether this process looks by itself and lets writers wake nobody: 1, or 0", quiet);
    }

    Counter wakes(WakeCause cause) {
        return Objects.requireNonNull(wakes.get(cause));
    }

    Counter handled(Ending ending) {
        return Objects.requireNonNull(handled.get(ending));
    }

    private Counter counter(String name, String description) {
        return counter(name, description, queue);
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder(PREFIX + name)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private <E extends Enum<E>> Map<E, Counter> counters(
            Class<E> kinds, String name, String label, String description) {
        Map<E, Counter> counters = new EnumMap<>(kinds);
        Arrays.stream(kinds.getEnumConstants())
                .forEach(kind -> counters.put(
                        kind,
                        counter(
                                name,
                                description,
                                queue.and(Tag.of(label, kind.name().toLowerCase(Locale.ROOT))))));
        return Collections.unmodifiableMap(counters);
    }

    private void gauge(String name, String description, AtomicInteger value) {
        Gauge.builder(PREFIX + name, value, AtomicInteger::get)
                .description(description)
                .tags(queue)
                .register(registry);
    }
}
