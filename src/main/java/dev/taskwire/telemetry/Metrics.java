package dev.taskwire.telemetry;

import dev.taskwire.queue.Message;
import dev.taskwire.worker.Notified;
import dev.taskwire.worker.Occurred;
import dev.taskwire.worker.WakeCause;
import dev.taskwire.worker.WorkerListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Counts what the workers of this process do, in the form that Prometheus reads. May be used from any thread. */
public final class Metrics implements WorkerListener {
    /** So many schedules have figures of their own; those that come up later share some. */
    static final int SCHEDULES_MOST = 100;

    private static final String PREFIX = "taskwire.";
    private static final String OTHERS = "(others)";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicInteger listening = new AtomicInteger();
    private final Set<String> schedules = ConcurrentHashMap.newKeySet();
    private final MultiGauge alarms = MultiGauge.builder(PREFIX + "schedule.alarm")
            .description("Whether a schedule is without a success by its deadline, in the database's view: 1, or 0")
            .register(registry);
    private final Map<String, AtomicInteger> paused = new ConcurrentHashMap<>();
    private volatile Set<String> closed = Set.of();

    /** @param destinations the names of those that can be closed */
    public Metrics(Set<String> destinations) {
        Gauge.builder(PREFIX + "listener.up", listening, AtomicInteger::get)
                .description("Whether this process listens for wakes: 1, or 0 where it only polls")
                .register(registry);
        destinations.forEach(name -> Gauge.builder(
                        PREFIX + "destination.closed", this, metrics -> metrics.closed.contains(name) ? 1 : 0)
                .description(
                        "Whether a destination takes nothing now, in the database's view: 1, or 0 where it is open")
                .tag("destination", name)
                .register(registry));
    }

    /**
     * All figures as Prometheus reads them.
     *
     * @param now what all processes share
     */
    public String scrape(PresentState now) {
        closed = Set.copyOf(now.closed());
        alarms.register(
                now.alarms().entrySet().stream()
                        .map(alarm -> MultiGauge.Row.of(
                                Tags.of("schedule", alarm.getKey()), Boolean.TRUE.equals(alarm.getValue()) ? 1 : 0))
                        .collect(Collectors.toList()),
                true);
        return registry.scrape();
    }

    @Override
    public void taken(String queue, WakeCause cause, int messages) {
        count(
                "wakes",
                "Turns that found messages, by what caused them",
                Tags.of("queue", queue, "cause", name(cause)),
                1);
        count("messages.read", "Messages read", Tags.of("queue", queue), messages);
    }

    @Override
    public void done(String queue, int messages) {
        handled(queue, "done", messages);
    }

    @Override
    public void retrying(String queue, Message message, String reason, Duration pause) {
        handled(queue, "retry", 1);
    }

    @Override
    public void postponed(String queue, Message message, String reason) {
        handled(queue, "postponed", 1);
    }

    @Override
    public void buried(String queue, Message message, String reason) {
        handled(queue, "dead_letter", 1);
    }

    @Override
    public void leaseLost(String queue, int messages) {
        handled(queue, "lease_lost", messages);
    }

    @Override
    public void turnFailed(String queue, Throwable cause, Duration pause) {
        count("turns.failed", "Turns that could not be taken", Tags.of("queue", queue), 1);
    }

    @Override
    public void notified(String type, String channel, Notified how) {
        Tags tags =
                Tags.of("type", type, "channel", channel, "result", how.name().toLowerCase(Locale.ROOT));
        count("notifications", "Notifications, by type, channel and how they ended there", tags, 1);
    }

    @Override
    public void paused(String queue, boolean isPaused) {
        paused.computeIfAbsent(queue, this::pausedGauge).set(isPaused ? 1 : 0);
    }

    private AtomicInteger pausedGauge(String queue) {
        AtomicInteger value = new AtomicInteger();
        Gauge.builder(PREFIX + "queue.paused", value, AtomicInteger::get)
                .description("Whether nothing is taken of a queue: 1, or 0 where it was resumed")
                .tag("queue", queue)
                .register(registry);
        return value;
    }

    @Override
    public void closed(String destination, String reason, Duration pause) {
        count("destination.closings", "Times that a destination was closed", Tags.of("destination", destination), 1);
    }

    @Override
    public void occurred(String schedule, Occurred what) {
        Tags tags = Tags.of("schedule", named(schedule), "outcome", what.name().toLowerCase(Locale.ROOT));
        count("schedule.occurrences", "Occurrences of schedules, by what this process made of them", tags, 1);
    }

    @Override
    public void firedLate(String schedule, Duration late) {
        Timer.builder(PREFIX + "schedule.lateness")
                .description("How long after its time an occurrence was fired")
                .tag("schedule", named(schedule))
                .register(registry)
                .record(late.isNegative() ? Duration.ZERO : late);
    }

    @Override
    public void listening() {
        listening.set(1);
    }

    @Override
    public void listenerLost(String reason) {
        listening.set(0);
    }

    private String named(String schedule) {
        if (!schedules.contains(schedule) && schedules.size() >= SCHEDULES_MOST) {
            return OTHERS;
        }
        schedules.add(schedule);
        return schedule;
    }

    private void handled(String queue, String outcome, int messages) {
        count(
                "messages.handled",
                "Messages by how the work on them ended",
                Tags.of("queue", queue, "outcome", outcome),
                messages);
    }

    private void count(String name, String description, Tags tags, int times) {
        Counter.builder(PREFIX + name)
                .description(description)
                .tags(tags)
                .register(registry)
                .increment(times);
    }

    private static String name(WakeCause cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }
}
