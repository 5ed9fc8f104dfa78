package dev.taskwire.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What Vert.x counts of its own: the event bus by address, and the pools. May be used from any thread. */
public final class VertxMeters {
    private static final Set<MetricsDomain> LEFT_OUT =
            EnumSet.complementOf(EnumSet.of(MetricsDomain.EVENT_BUS, MetricsDomain.NAMED_POOLS));

    private static final Map<String, String> BUS = Map.of(
            "vertx.eventbus.sent", "sent",
            "vertx.eventbus.published", "sent",
            "vertx.eventbus.processed", "received",
            "vertx.eventbus.pending", "pending",
            "vertx.eventbus.handlers", "handlers");

    private static final Map<String, String> POOLS = Map.of(
            "vertx.pool.in.use", "in_use",
            "vertx.pool.queue.pending", "waiting",
            "vertx.pool.completed", "completed");

    private final MeterRegistry registry;

    public VertxMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A Vert.x that counts into the registry, and is traced if there is a tracer. */
    public Vertx vertx(VertxOptions options, Optional<VertxTracerFactory> tracer) {
        MicrometerMetricsOptions metrics = new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(EnumSet.of(Label.EB_ADDRESS, Label.EB_SIDE, Label.POOL_NAME, Label.POOL_TYPE))
                .setRegistryName("taskwire");
        LEFT_OUT.forEach(metrics::addDisabledMetricsCategory);
        VertxBuilder builder = Vertx.builder()
                .with(options.setMetricsOptions(metrics))
                .withMetrics(new MicrometerMetricsFactory(registry));
        tracer.ifPresent(builder::withTracer);
        return builder.build();
    }

    /** The event bus, an object for each address. */
    public JsonArray eventBus() {
        return table(BUS, "address", "address");
    }

    /** The pools, an object for each. */
    public JsonArray pools() {
        return table(POOLS, "pool", "pool_name");
    }

    private JsonArray table(Map<String, String> columns, String key, String label) {
        TreeMap<String, JsonObject> rows = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            String column = columns.get(meter.getId().getName());
            String name = meter.getId().getTag(label);
            if (column != null && name != null) {
                JsonObject row = rows.computeIfAbsent(name, made -> empty(columns, key, made));
                row.put(column, Objects.requireNonNullElse(row.getLong(column), 0L) + value(meter));
            }
        }
        return new JsonArray(rows.values().stream().toList());
    }

    private static JsonObject empty(Map<String, String> columns, String key, String name) {
        JsonObject row = new JsonObject().put(key, name);
        columns.values().forEach(column -> row.put(column, 0L));
        return row;
    }

    private static long value(Meter meter) {
        double value = 0;
        for (var measurement : meter.measure()) {
            value += measurement.getValue();
        }
        return Math.round(value);
    }
}
