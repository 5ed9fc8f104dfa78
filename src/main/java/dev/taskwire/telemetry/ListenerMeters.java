package dev.taskwire.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whether this process hears notifications. May be used from any thread. */
final class ListenerMeters {
    private final AtomicBoolean up = new AtomicBoolean();
    private final AtomicBoolean upBefore = new AtomicBoolean();
    private final Counter reconnects;
    private final Counter failures;

    ListenerMeters(MeterRegistry registry) {
        Gauge.builder("taskwire.listener.up", up, listening -> listening.get() ? 1 : 0)
                .description("Whether this process listens for wakes: 1, or 0 where it only polls")
                .register(registry);
        this.reconnects = Counter.builder("taskwire.listener.reconnects")
                .description("Times that this process listened again after it could not")
                .register(registry);
        this.failures = Counter.builder("taskwire.listener.failures")
                .description("Times that the listening connection was lost, or that trying to listen failed")
                .register(registry);
    }

    void listening() {
        if (!up.getAndSet(true) && upBefore.getAndSet(true)) {
            reconnects.increment();
        }
    }

    void lost() {
        up.set(false);
        failures.increment();
    }
}
