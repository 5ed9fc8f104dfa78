package dev.taskwire.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * A JSON object a line for each event: what every event has, and its keys and values as fields beside that. Logback's own
 * encoder has them in a list of objects, where no search finds them.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private final Supplier<Optional<SpanIds>> span;

    /** @param span the one that an event belongs to that does not say so itself */
    JsonLines(Supplier<Optional<SpanIds>> span) {
        this.span = span;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        JsonObject line = new JsonObject()
                .put("time", event.getInstant().toString())
                .put("level", event.getLevel().toString())
                .put("logger", event.getLoggerName())
                .put("thread", event.getThreadName())
                .put("message", event.getFormattedMessage());
        List<KeyValuePair> facts = Objects.requireNonNullElse(event.getKeyValuePairs(), List.of());
        facts.forEach(fact -> line.put(line.containsKey(fact.key) ? fact.key + "_" : fact.key, value(fact.value)));
        if (!line.containsKey(SpanIds.TRACE_ID)) {
            span.get().ifPresent(ids -> ids.addTo(line));
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.put("exception", ThrowableProxyUtil.asString(thrown));
        }
        return (line.encode() + '\n').getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable Object value(@Nullable Object value) {
        return value == null || value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
