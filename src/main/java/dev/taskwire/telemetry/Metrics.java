package dev.taskwire.telemetry;

import dev.taskwire.queue.Message;
import dev.taskwire.queue.MessageKind;
import dev.taskwire.telemetry.OneQueue.Ending;
import dev.taskwire.worker.Notified;
import dev.taskwire.worker.Occurred;
import dev.taskwire.worker.WakeCause;
import dev.taskwire.worker.WorkerListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** Counts what the workers of this process do, in the form that Prometheus reads. May be used from any thread. */
public final class Metrics implements WorkerListener {
    private final PrometheusMeterRegistry registry = ProcessMeters.registry();
    private final VertxMeters vertx = new VertxMeters(registry);
    private final QueueMeters queues = new QueueMeters(registry);
    private final ListenerMeters listener = new ListenerMeters(registry);
    private final ScheduleMeters schedules = new ScheduleMeters(registry);
    private final HttpCallMeters httpCalls = new HttpCallMeters(registry);
    private final PresentMeters present;

    /** @param destinations the names of those that can be closed */
    public Metrics(Set<String> destinations) {
        present = new PresentMeters(registry, destinations);
        destinations.forEach(destination -> closings(destination).increment(0));
    }

    /** Shows a queue from now on, at nought, before anything happens to it. */
    public void expect(String queue) {
        queues.expect(queue);
    }

    /** What Vert.x counts, in the same registry. */
    public VertxMeters vertx() {
        return vertx;
    }

    /**
     * All figures as Prometheus reads them.
     *
     * @param now what all processes share
     * @param ago how long ago that was so
     */
    public String scrape(PresentState now, Duration ago) {
        present.show(now, ago);
        return registry.scrape();
    }

    @Override
    public void taken(String queue, WakeCause cause, int messages) {
        queues.of(queue).wakes(cause).increment();
        queues.of(queue).read.increment(messages);
    }

    @Override
    public void woken(String queue, Duration took) {
        queues.of(queue).times.woken().add(took, 1);
    }

    @Override
    public void waited(String queue, int messages, Duration shortest, Duration longest) {
        EvenSpread.over(messages, shortest, longest, queues.of(queue).times.waited()::add);
    }

    @Override
    public void worked(String queue, int messages, Duration took) {
        queues.of(queue).times.worked().add(took, messages);
    }

    @Override
    public void done(String queue, int messages) {
        handled(queue, Ending.DONE, messages);
    }

    @Override
    public void retrying(String queue, Message message, String reason, Duration pause) {
        handled(queue, Ending.RETRY, 1);
    }

    @Override
    public void postponed(String queue, Message message, String reason) {
        handled(queue, Ending.POSTPONED, 1);
    }

    @Override
    public void rerouted(String queue, Message message, String to) {
        handled(queue, Ending.REROUTED, 1);
    }

    @Override
    public void invalid(String queue, Message message, String reason) {
        queues.of(queue).invalid.increment();
    }

    @Override
    public void blocked(String queue, Duration took) {
        queues.of(queue).blocked.increment();
    }

    @Override
    public void unknown(String queue, Message message, MessageKind kind) {
        handled(queue, Ending.POSTPONED, 1);
    }

    @Override
    public void buried(String queue, Message message, String reason) {
        handled(queue, Ending.DEAD_LETTER, 1);
    }

    @Override
    public void leaseLost(String queue, int messages) {
        handled(queue, Ending.LEASE_LOST, messages);
    }

    @Override
    public void turnFailed(String queue, Throwable cause, Duration pause) {
        queues.turnFailed(queue);
    }

    @Override
    public void quarantined(String queue, Message message) {
        queues.of(queue).quarantined.increment();
    }

    @Override
    public void released(String queue, int messages) {
        queues.of(queue).released.increment(messages);
    }

    @Override
    public void notSettled(String queue, Message message, String reason) {
        queues.of(queue).notSettled.increment();
    }

    @Override
    public void extensionFailed(String queue, Throwable cause) {
        queues.of(queue).notExtended.increment();
    }

    @Override
    public void paused(String queue, boolean isPaused) {
        queues.of(queue).paused.set(isPaused ? 1 : 0);
    }

    @Override
    public void keepsQuiet(String queue, boolean isQuiet) {
        queues.of(queue).quiet.set(isQuiet ? 1 : 0);
    }

    @Override
    public void called(String httpQueue, String outcome, String reason, Duration took) {
        httpCalls.called(httpQueue, outcome, took);
    }

    @Override
    public void notified(String type, String channel, Notified how) {
        Tags tags =
                Tags.of("type", type, "channel", channel, "result", how.name().toLowerCase(Locale.ROOT));
        Counter.builder("taskwire.notifications")
                .description("Notifications, by type, channel and how they ended there")
                .tags(tags)
                .register(registry)
                .increment();
    }

    @Override
    public void closed(String destination, String reason, Duration pause) {
        closings(destination).increment();
    }

    @Override
    public void occurred(String schedule, Occurred what) {
        schedules.occurred(schedule, what);
    }

    @Override
    public void firedLate(String schedule, Duration late) {
        schedules.firedLate(schedule, late);
    }

    @Override
    public void listening() {
        listener.listening();
    }

    @Override
    public void listenerLost(String reason) {
        listener.lost();
    }

    private void handled(String queue, Ending ending, int messages) {
        queues.of(queue).handled(ending).increment(messages);
    }

    private Counter closings(String destination) {
        return Counter.builder("taskwire.destination.closings")
                .description("Times that a destination was closed")
                .tag("destination", destination)
                .register(registry);
    }
}
