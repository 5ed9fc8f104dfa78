package dev.taskwire.telemetry;

import dev.taskwire.queue.Message;
import dev.taskwire.queue.TraceParent;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What leads from a line of the log to a trace.
 *
 * @param spanId empty where only the trace is known
 */
public record SpanIds(String traceId, Optional<String> spanId) {
    static final String TRACE_ID = "trace_id";
    static final String SPAN_ID = "span_id";

    /** The trace that a message came from; empty where its sender gave none. */
    static Optional<SpanIds> of(Message message) {
        return TraceParent.of(message.headers()).map(from -> new SpanIds(from.traceId(), Optional.empty()));
    }

    LoggingEventBuilder addTo(LoggingEventBuilder event) {
        LoggingEventBuilder with = event.addKeyValue(TRACE_ID, traceId);
        return spanId.map(id -> with.addKeyValue(SPAN_ID, id)).orElse(with);
    }

    void addTo(JsonObject line) {
        line.put(TRACE_ID, traceId);
        spanId.ifPresent(id -> line.put(SPAN_ID, id));
    }
}
