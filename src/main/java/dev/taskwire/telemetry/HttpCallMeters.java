package dev.taskwire.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The HTTP calls of this process, by their queues. May be used from any thread. */
final class HttpCallMeters {
    private final MeterRegistry registry;
    private final BoundedNames names = new BoundedNames();

    HttpCallMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void called(String httpQueue, String outcome, Duration took) {
        Timer.builder("taskwire.http.calls")
                .description("HTTP calls of this process, by how they ended")
                .tag("http_queue", names.of(httpQueue))
                .tag("outcome", outcome)
                .register(registry)
                .record(took);
    }
}
