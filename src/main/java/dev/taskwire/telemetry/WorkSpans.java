package dev.taskwire.telemetry;

import dev.taskwire.queue.Message;
import dev.taskwire.queue.TraceParent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.Optional;

/**
 * Starts the spans of work on messages. Each delivery has one, in the trace of whoever sent the message; where the sender
 * gave none, in one that follows from the message. Every delivery but the first has a link to the first. May be used from
 * any thread.
 */
final class WorkSpans {
    private final Tracer tracer;
    private final StableIds ids;
    private final Sampler roots;

    /** @param roots decides which of the traces that begin here are kept */
    WorkSpans(Tracer tracer, StableIds ids, Sampler roots) {
        this.tracer = tracer;
        this.ids = ids;
        this.roots = roots;
    }

    Span ofDelivery(String queue, Message message) {
        StableIds.Ids first = StableIds.Ids.ofFirst(queue, message);
        Optional<SpanContext> sender = TraceParent.of(message.headers()).map(WorkSpans::remote);
        SpanBuilder builder = builder(queue)
                .setAttribute("messaging.message.id", String.valueOf(message.id()))
                .setAttribute("taskwire.delivery", message.deliveries())
                .setAttribute("taskwire.attempt", message.trouble().attempts() + 1);
        if (message.deliveries() == 1) {
            sender.ifPresentOrElse(from -> builder.setParent(of(from)), builder::setNoParent);
            return ids.using(first, builder::startSpan);
        }
        SpanContext begun = sender.map(from -> remote(from.getTraceId(), first.spanId(), from.isSampled()))
                .orElseGet(() -> remote(first.traceId(), first.spanId(), isKept(first.traceId())));
        return builder.setParent(of(sender.orElse(begun))).addLink(begun).startSpan();
    }

    /** One that several messages share; in their trace where they have the same one. */
    SpanBuilder ofBatch(String queue, int messages, List<SpanContext> senders) {
        SpanBuilder builder = builder(queue).setAttribute("messaging.batch.message_count", messages);
        boolean isOne = !senders.isEmpty()
                && senders.stream().map(SpanContext::getTraceId).distinct().count() == 1;
        if (isOne) {
            return builder.setParent(of(senders.get(0)));
        }
        senders.forEach(builder::addLink);
        return builder.setNoParent();
    }

    /** What a batch was for one of those that it has links to. */
    SpanBuilder ofPart(String queue, SpanContext sender, Span batch) {
        return builder(queue).setParent(of(sender)).addLink(batch.getSpanContext());
    }

    static SpanContext remote(TraceParent from) {
        return remote(from.traceId(), from.spanId(), from.isSampled());
    }

    private SpanBuilder builder(String queue) {
        return tracer.spanBuilder(queue + " process")
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.system", "pgmq")
                .setAttribute("messaging.operation.name", "process")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.destination.name", queue);
    }

    private boolean isKept(String traceId) {
        return roots.shouldSample(Context.root(), traceId, "", SpanKind.CONSUMER, Attributes.empty(), List.of())
                        .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
    }

    private static Context of(SpanContext parent) {
        return Context.root().with(Span.wrap(parent));
    }

    private static SpanContext remote(String traceId, String spanId, boolean isSampled) {
        TraceFlags flags = isSampled ? TraceFlags.getSampled() : TraceFlags.getDefault();
        return SpanContext.createFromRemoteParent(traceId, spanId, flags, TraceState.getDefault());
    }
}
