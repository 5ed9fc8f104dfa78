package dev.taskwire.telemetry;

import dev.taskwire.worker.Occurred;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** What this process made of schedules. A schedule has all its figures from its first event on. May be used from any thread. */
final class ScheduleMeters {
    private final MeterRegistry registry;
    private final BoundedNames names = new BoundedNames();

    ScheduleMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void occurred(String schedule, Occurred what) {
        String name = names.of(schedule);
        Arrays.stream(Occurred.values()).forEach(each -> counter(name, each).increment(each == what ? 1 : 0));
    }

    void firedLate(String schedule, Duration late) {
        Timer.builder("taskwire.schedule.lateness")
                .description("How long after its time an occurrence was fired")
                .tag("schedule", names.of(schedule))
                .register(registry)
                .record(late.isNegative() ? Duration.ZERO : late);
    }

    private Counter counter(String name, Occurred what) {
        return Counter.builder("taskwire.schedule.occurrences")
                .description("Occurrences of schedules, by what this process made of them")
                .tag("schedule", name)
                .tag("outcome", what.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
