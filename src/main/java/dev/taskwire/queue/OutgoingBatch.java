package dev.taskwire.queue;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Messages to be sent together: all of them, or none. */
public record OutgoingBatch(List<Outgoing> messages, Due due) {
    public OutgoingBatch {
        messages = List.copyOf(messages);
    }

    /** The same, in a trace where their own headers name none. */
    public OutgoingBatch tracedBy(String traceParent) {
        return new OutgoingBatch(
                messages.stream().map(message -> message.tracedBy(traceParent)).toList(), due);
    }

    /**
     * One message.
     *
     * @param json any JSON value, as text: what a JSON library would make of it is none of the queue's business
     * @param headers null where there are none
     */
    public record Outgoing(String json, @Nullable JsonObject headers) {
        private Outgoing tracedBy(String traceParent) {
            JsonObject traced = new JsonObject().put(TraceParent.HEADER, traceParent);
            return new Outgoing(json, headers == null ? traced : traced.mergeIn(headers));
        }

        /** The headers as text; null where there are none. */
        @Nullable
        String headersText() {
            JsonObject given = headers;
            return given == null ? null : given.encode();
        }
    }

    /**
     * When messages may be taken: after a time from now, or at a moment, which is now where it has passed.
     *
     * @param delay from now by the database's clock
     */
    public record Due(Optional<Duration> delay, Optional<Instant> at) {
        public static final Due NOW = new Due(Optional.empty(), Optional.empty());

        public static Due after(Duration delay) {
            return new Due(Optional.of(delay), Optional.empty());
        }

        public static Due at(Instant moment) {
            return new Due(Optional.empty(), Optional.of(moment));
        }

        /** Adds two binds to a statement that sends: the delay in milliseconds and the moment, each NULL where it is not given. */
        Tuple addTo(Tuple binds) {
            return binds.addLong(delay.map(Duration::toMillis).orElse(null))
                    .addOffsetDateTime(
                            at.map(moment -> moment.atOffset(ZoneOffset.UTC)).orElse(null));
        }
    }
}
