package dev.taskwire.queue;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One delivery of a message.
 *
 * @param id the message's number in its queue
 * @param deliveries how often it was read, this time included; with the id, the fence
 * @param enqueuedAt when the transaction that sent it began
 * @param payload the JSON that was sent: an object, as a rule, but a queue takes any JSON; null for a JSON null, and {@link Payload.Unreadable} for
 *     what cannot be read
 * @param headers an empty object where the sender gave none
 * @param trouble what went wrong with it so far
 * @param waited how long, by the database's clock, from enqueuedAt until it was read for the first time; empty later
 * @param startsIn how long after its read it may be begun, where its queue has a rate
 */
public record Message(
        long id,
        int deliveries,
        Instant enqueuedAt,
        @Nullable Object payload,
        JsonObject headers,
        Trouble trouble,
        Optional<Duration> waited,
        Duration startsIn) {

    /** A message that had no trouble. */
    public Message(long id, int deliveries, Instant enqueuedAt, @Nullable Object payload, JsonObject headers) {
        this(id, deliveries, enqueuedAt, payload, headers, Trouble.NONE, Optional.empty(), Duration.ZERO);
    }

    static Message from(Row row) {
        return from(row, Duration.ZERO);
    }

    static Message from(Row row, Duration startsIn) {
        return new Message(
                row.getLong("msg_id"),
                row.getInteger("read_ct"),
                row.getOffsetDateTime("enqueued_at").toInstant(),
                Payload.of(row.getString("message")),
                Payload.headers(row.getString("headers")),
                Trouble.of(row),
                Optional.ofNullable(row.getLong("waited_micros")).map(micros -> Duration.ofNanos(1000 * micros)),
                startsIn);
    }

    /** The schedule that has sent it; empty where none has. */
    public Optional<String> schedule() {
        return headers.getValue(BySchedule.HEADER) instanceof String name ? Optional.of(name) : Optional.empty();
    }

    /** Of the fence alone: the record's own would go through the whole payload each time that the message is looked up. */
    @Override
    public int hashCode() {
        return Objects.hash(id, deliveries);
    }
}
