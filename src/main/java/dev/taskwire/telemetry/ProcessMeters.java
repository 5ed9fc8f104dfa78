package dev.taskwire.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Objects;

/** What the process itself uses: memory, processors, threads, files. */
final class ProcessMeters {
    /** Their names are not such as Prometheus wants them. */
    private static final List<String> LEFT_OUT = List.of("process.cpu.time", "system.cpu.count");

    private ProcessMeters() {}

    /** A registry that has them. */
    static PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        LEFT_OUT.forEach(name -> registry.config().meterFilter(MeterFilter.denyNameStartsWith(name)));
        bind(registry);
        return registry;
    }

    private static void bind(MeterRegistry registry) {
        String version = ProcessMeters.class.getPackage().getImplementationVersion();
        Gauge.builder("taskwire.build.info", () -> 1)
                .description("The version that runs, as a label; always 1")
                .tag("version", Objects.requireNonNullElse(version, "(not packaged)"))
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }
}
