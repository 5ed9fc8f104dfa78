package dev.taskwire.telemetry;

import dev.taskwire.queue.FailureCause;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.TraceParent;
import dev.taskwire.worker.Outcome;
import dev.taskwire.worker.WorkerListener;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.tracing.opentelemetry.VertxContextStorageProvider.VertxContextStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Makes a span of each delivery that is worked on, and of each batch that one statement moves. The work runs on a context
 * of its own, on which what it calls finds the span that it is a part of.
 */
final class TracingListener implements WorkerListener {
    /** A batch has so many links at the most. */
    private static final int LINKS_MOST = 32;

    private static final String OUTCOME = "taskwire.outcome";

    private final WorkSpans spans;
    private final Map<Delivery, Work> open = new ConcurrentHashMap<>();

    TracingListener(WorkSpans spans) {
        this.spans = spans;
    }

    private record Delivery(String queue, long id, int number) {
        static Delivery of(String queue, Message message) {
            return new Delivery(queue, message.id(), message.deliveries());
        }
    }

    /**
     * The work on one delivery.
     *
     * @param ended what is done when it is over
     */
    private record Work(Span span, Runnable ended) {}

    /** The span of the work on a message while it goes on. */
    Optional<SpanIds> ids(String queue, Message message) {
        return Optional.ofNullable(open.get(Delivery.of(queue, message)))
                .map(work -> work.span().getSpanContext())
                .map(span -> new SpanIds(span.getTraceId(), Optional.of(span.getSpanId())));
    }

    @Override
    public <T> T working(String queue, List<Message> batch, Supplier<T> begin) {
        List<Span> begun =
                batch.stream().map(message -> spans.ofDelivery(queue, message)).toList();
        Span shared = begun.size() == 1 ? begun.get(0) : shared(queue, begun);
        AtomicInteger left = new AtomicInteger(begun.size());
        Runnable ended = () -> {
            if (left.decrementAndGet() == 0) {
                shared.end();
            }
        };
        for (int i = 0; i < begun.size(); i++) {
            open.put(Delivery.of(queue, batch.get(i)), new Work(begun.get(i), ended));
        }
        return within(shared, begin);
    }

    /** The work on several messages at once is a part of none of them. */
    private Span shared(String queue, List<Span> begun) {
        List<SpanContext> links =
                begun.stream().map(Span::getSpanContext).limit(LINKS_MOST).toList();
        Span shared = spans.ofBatch(queue, begun.size(), links).startSpan();
        begun.forEach(span -> span.addLink(shared.getSpanContext()));
        return shared;
    }

    @Override
    public Future<Void> settling(String queue, Message message, Outcome outcome, Supplier<Future<Void>> write) {
        Work work = open.get(Delivery.of(queue, message));
        if (work == null) {
            return write.get();
        }
        Span span = work.span();
        tell(span, outcome);
        // Those that are done leave together with others, which is a part of none of them.
        return outcome instanceof Outcome.Done ? write.get() : writtenWithin(span, write);
    }

    /** What comes after has nothing to do with this message, and goes on where it was. */
    private static Future<Void> writtenWithin(Span span, Supplier<Future<Void>> write) {
        ContextInternal before = ContextInternal.current();
        Future<Void> written = within(span, write);
        if (before == null) {
            return written;
        }
        Promise<Void> here = before.promise();
        written.onComplete(here);
        return here.future();
    }

    private static void tell(Span span, Outcome outcome) {
        if (outcome instanceof Outcome.Retry retry) {
            failed(span, "retry", retry.reason());
        } else if (outcome instanceof Outcome.Reject reject) {
            failed(span, "dead_letter", reject.reason());
        } else if (outcome instanceof Outcome.Reroute) {
            span.setAttribute(OUTCOME, "rerouted");
        } else {
            span.setAttribute(OUTCOME, outcome instanceof Outcome.Done ? "done" : "postponed");
        }
    }

    private static void failed(Span span, String outcome, String reason) {
        String cause = FailureCause.of(reason);
        span.setAttribute(OUTCOME, outcome);
        span.setAttribute("error.type", cause);
        span.setStatus(StatusCode.ERROR, cause);
    }

    /** A message may be given up without having been worked on, or at its last attempt. */
    @Override
    public void buried(String queue, Message message, String reason) {
        Work work = open.get(Delivery.of(queue, message));
        Span span = work == null ? spans.ofDelivery(queue, message) : work.span();
        failed(span, "dead_letter", reason);
        if (work == null) {
            span.end();
        }
    }

    @Override
    public void ended(String queue, Message message) {
        Work work = open.remove(Delivery.of(queue, message));
        if (work != null) {
            work.span().end();
            work.ended().run();
        }
    }

    @Override
    public void moved(String queue, int messages, Duration took, List<String> traceParents) {
        if (messages == 0) {
            return;
        }
        Instant end = Instant.now();
        Instant start = end.minus(took);
        List<SpanContext> senders = List.copyOf(traceParents.stream()
                .flatMap(text -> TraceParent.parse(text).stream())
                .limit(LINKS_MOST)
                .map(WorkSpans::remote)
                .collect(Collectors.toMap(SpanContext::getTraceId, sender -> sender, (one, other) -> one))
                .values());
        Span batch = spans.ofBatch(queue, messages, senders)
                .setAttribute(OUTCOME, "done")
                .setStartTimestamp(start)
                .startSpan();
        if (senders.size() > 1) {
            senders.forEach(sender -> spans.ofPart(queue, sender, batch)
                    .setAttribute(OUTCOME, "done")
                    .setStartTimestamp(start)
                    .startSpan()
                    .end(end));
        }
        batch.end(end);
    }

    private static <T> T within(Span span, Supplier<T> work) {
        ContextInternal before = ContextInternal.current();
        if (before == null) {
            return work.get();
        }
        ContextInternal own = before.duplicate();
        VertxContextStorage.INSTANCE.attach(own, Context.root().with(span));
        ContextInternal entered = own.beginDispatch();
        try {
            return work.get();
        } finally {
            own.endDispatch(entered);
        }
    }
}
