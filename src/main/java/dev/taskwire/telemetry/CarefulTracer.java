package dev.taskwire.telemetry;

import io.opentelemetry.api.trace.Span;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Map.Entry;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows what Vert.x's clients and server do, and is careful with what it tells: statements by their names, addresses
 * without paths and queries, failures without the values that they speak of. The event bus is left out, since its messages
 * are hints. Nothing that is called is told the trace.
 */
final class CarefulTracer implements VertxTracer<Object, Object> {
    private final VertxTracer<Object, Object> tracer;

    CarefulTracer(VertxTracer<Object, Object> tracer) {
        this.tracer = tracer;
    }

    @Override
    public <R> @Nullable Object receiveRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            Iterable<Entry<String, String>> headers,
            TagExtractor<R> tags) {
        Told told = Told.of(operation, request, tags);
        return told.isBus()
                ? null
                : tracer.receiveRequest(context, kind, policy, told.tags(), told.name(), headers, Told.TAGS);
    }

    @Override
    public <R> void sendResponse(
            Context context, @Nullable R response, Object span, @Nullable Throwable failure, TagExtractor<R> tags) {
        tracer.sendResponse(context, Told.tags(response, tags), span, Told.failure(failure), Told.TAGS);
    }

    @Override
    public <R> @Nullable Object sendRequest(
            @Nullable Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            BiConsumer<String, String> headers,
            TagExtractor<R> tags) {
        if (context == null || !isFollowed((ContextInternal) context)) {
            return null;
        }
        Told told = Told.of(operation, request, tags);
        return told.isBus()
                ? null
                : tracer.sendRequest(context, kind, policy, told.tags(), told.name(), (name, value) -> {}, Told.TAGS);
    }

    /** What was begun within a work and outlives it, such as a timer, is no part of it. */
    private static boolean isFollowed(ContextInternal context) {
        ContextInternal before = context.beginDispatch();
        try {
            return Span.current().isRecording();
        } finally {
            context.endDispatch(before);
        }
    }

    @Override
    public <R> void receiveResponse(
            Context context, @Nullable R response, Object span, @Nullable Throwable failure, TagExtractor<R> tags) {
        tracer.receiveResponse(context, Told.tags(response, tags), span, Told.failure(failure), Told.TAGS);
    }

    @Override
    public void close() {
        tracer.close();
    }
}
