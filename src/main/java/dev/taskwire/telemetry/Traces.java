package dev.taskwire.telemetry;

import dev.taskwire.config.Secret;
import dev.taskwire.config.TracingConfig;
import dev.taskwire.queue.Message;
import dev.taskwire.worker.WorkerListener;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The traces of one process, by OpenTelemetry. What waits to be sent is bounded, and what finds no room is dropped. May be
 * used from any thread.
 */
public final class Traces {
    private static final String PATH = "/v1/traces";
    private static final Duration SENT_WITHIN = Duration.ofSeconds(5);
    private static final Duration SENT_EVERY = Duration.ofSeconds(1);
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(3);
    private static final int WAITING_MOST = 4096;

    /** Says the same a thousand times; {@link ReportingExporter} says it once. Held here, or its level would be forgotten. */
    private static final Logger ITS_OWN_LOG = Logger.getLogger("io.opentelemetry");

    private final OpenTelemetrySdk sdk;
    private final TracingListener listener;

    private Traces(OpenTelemetrySdk sdk, TracingListener listener) {
        this.sdk = sdk;
        this.listener = listener;
    }

    /** Empty where there are to be none: then nothing of OpenTelemetry is started. */
    public static Optional<Traces> of(TracingConfig config) {
        if (!config.enabled()) {
            return Optional.empty();
        }
        ITS_OWN_LOG.setLevel(Level.OFF);
        SpanExporter exporter = new ReportingExporter(exporter(config), config.endpoint());
        return Optional.of(of(
                config,
                BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(WAITING_MOST)
                        .setScheduleDelay(SENT_EVERY)
                        .setExporterTimeout(SENT_WITHIN)
                        .build()));
    }

    static Traces of(TracingConfig config, SpanProcessor processor) {
        StableIds ids = new StableIds();
        Sampler roots = Sampler.traceIdRatioBased(config.sampleRatio());
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setIdGenerator(ids)
                .setSampler(Sampler.parentBased(roots))
                .setResource(Resource.getDefault()
                        .merge(Resource.create(
                                Attributes.of(AttributeKey.stringKey("service.name"), config.serviceName()))))
                .addSpanProcessor(processor)
                .build();
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(provider)
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
        return new Traces(sdk, new TracingListener(new WorkSpans(sdk.getTracer("dev.taskwire"), ids, roots)));
    }

    private static SpanExporter exporter(TracingConfig config) {
        String endpoint = config.endpoint();
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.endsWith(PATH) ? endpoint : endpoint.replaceFirst("/+$", "") + PATH)
                .setConnectTimeout(SENT_WITHIN)
                .setRetryPolicy(RetryPolicy.builder()
                        .setMaxAttempts(2)
                        .setInitialBackoff(Duration.ofMillis(200))
                        .setMaxBackoff(Duration.ofSeconds(1))
                        .build())
                .setTimeout(SENT_WITHIN);
        config.headers().map(Secret::value).ifPresent(headers -> {
            for (String header : headers.split("\\s*,\\s*", -1)) {
                int equals = header.indexOf('=');
                builder.addHeader(header.substring(0, equals), header.substring(equals + 1));
            }
        });
        return builder.build();
    }

    /** Follows Vert.x's clients and its server. */
    public VertxTracerFactory vertx() {
        return options -> new CarefulTracer(vertxTracer(sdk));
    }

    @SuppressWarnings("unchecked")
    private static VertxTracer<Object, Object> vertxTracer(OpenTelemetry telemetry) {
        OpenTelemetryTracingFactory factory = new OpenTelemetryTracingFactory(telemetry);
        return (VertxTracer<Object, Object>) factory.tracer(factory.newOptions());
    }

    /** Follows the workers. */
    public WorkerListener listener() {
        return listener;
    }

    /** The span of the work on a message while it goes on. */
    public Optional<SpanIds> ids(String queue, Message message) {
        return listener.ids(queue, message);
    }

    /** The span of what runs on this thread. */
    public static Optional<SpanIds> present() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid()
                ? Optional.of(new SpanIds(span.getTraceId(), Optional.of(span.getSpanId())))
                : Optional.empty();
    }

    /** Sends what waits; completes in a few seconds, whether somebody takes it or not. */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        sdk.getSdkTracerProvider().shutdown().whenComplete(closed::tryComplete);
        return closed.future()
                .timeout(CLOSED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }
}
