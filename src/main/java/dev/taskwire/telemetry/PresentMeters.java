package dev.taskwire.telemetry;

import dev.taskwire.queue.QueueStanding;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands in the database for all processes, as gauges, the same in each of them. */
final class PresentMeters {
    private static final String PREFIX = "taskwire.";

    private final MeterRegistry registry;
    private final MultiGauge depth;
    private final MultiGauge oldest;
    private final MultiGauge retrying;
    private final MultiGauge deadLetters;
    private final MultiGauge archived;
    private final MultiGauge mails;
    private final MultiGauge alarms;
    private volatile Set<String> closed = Set.of();
    private volatile Duration age = Duration.ZERO;

    PresentMeters(MeterRegistry registry, Set<String> destinations) {
        this.registry = registry;
        this.depth = rows(
                "queue.depth",
                "Messages of a queue by state: ready, in_hand (a worker has it), delayed (due within a minute or so),"
                        + " parked (due later), unknown (of a type or version that no worker knows); above 10000 about how many");
        this.oldest = rows(
                "queue.oldest.ready.age.seconds",
                "How long ago the oldest message that is ready was sent; 0 where none is ready");
        this.retrying = rows("queue.retrying", "Messages of a queue of which an attempt has failed, up to 10001");
        this.deadLetters = rows("queue.dead.letters", "Dead letters of a queue that were not sent back, up to 10001");
        this.archived = rows("queue.archived", "Messages in the archive of a queue; above 10000 about how many");
        this.mails = rows(
                "mails",
                "Mails in the ledger by state; in a ledger of more than 10000 those that are open are counted up to 10001,"
                        + " the others are about how many");
        this.alarms = rows(
                "schedule.alarm",
                "Whether a schedule is without a success by its deadline, in the database's view: 1, or 0");
        destinations.forEach(this::destination);
        Gauge.builder(PREFIX + "figures.age", this, meters -> meters.age.toNanos() / 1e9)
                .description("How long ago the figures that stand in the database for all processes were asked of it;"
                        + " since the start, where it has never answered")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Shows this from now on, which was so long ago. */
    void show(PresentState now, Duration ago) {
        closed = Set.copyOf(now.closed());
        age = ago;
        depth.register(now.queues().stream().flatMap(PresentMeters::states).collect(Collectors.toList()), true);
        oldest.register(queues(now, queue -> queue.oldestReady() == null ? 0 : seconds(queue.oldestReady())), true);
        retrying.register(queues(now, QueueStanding::retrying), true);
        deadLetters.register(queues(now, QueueStanding::deadLetters), true);
        archived.register(queues(now, QueueStanding::archived), true);
        mails.register(
                now.mails().entrySet().stream()
                        .map(state -> Row.of(Tags.of("state", state.getKey()), state.getValue()))
                        .collect(Collectors.toList()),
                true);
        alarms.register(
                now.alarms().entrySet().stream()
                        .map(alarm -> Row.of(
                                Tags.of("schedule", alarm.getKey()), Boolean.TRUE.equals(alarm.getValue()) ? 1 : 0))
                        .collect(Collectors.toList()),
                true);
    }

    private void destination(String name) {
        Gauge.builder(PREFIX + "destination.closed", this, meters -> meters.closed.contains(name) ? 1 : 0)
                .description(
                        "Whether a destination takes nothing now, in the database's view: 1, or 0 where it is open")
                .tag("destination", name)
                .register(registry);
    }

    private MultiGauge rows(String name, String description) {
        return MultiGauge.builder(PREFIX + name).description(description).register(registry);
    }

    private static Stream<Row<?>> states(QueueStanding queue) {
        return Stream.of(
                state(queue, "ready", queue.ready()),
                state(queue, "in_hand", queue.inHand()),
                state(queue, "delayed", queue.delayed()),
                state(queue, "parked", queue.parked()),
                state(queue, "unknown", queue.unknown()));
    }

    private static Row<?> state(QueueStanding queue, String state, long messages) {
        return Row.of(Tags.of("queue", queue.queue(), "state", state), messages);
    }

    private static List<Row<?>> queues(PresentState now, ToDoubleFunction<QueueStanding> figure) {
        return now.queues().stream()
                .<Row<?>>map(queue -> Row.of(Tags.of("queue", queue.queue()), figure.applyAsDouble(queue)))
                .toList();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
