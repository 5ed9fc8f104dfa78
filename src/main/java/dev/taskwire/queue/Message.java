package dev.taskwire.queue;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One delivery of a message.
 *
 * @param id the message's number in its queue
 * @param deliveries how often it was read, this time included; with the id, the fence
 * @param enqueuedAt when the transaction that sent it began
 * @param payload the JSON that was sent: an object, as a rule, but a queue takes any JSON; null for a JSON null
 * @param headers an empty object where the sender gave none
 * @param trouble what went wrong with it so far
 */
public record Message(
        long id,
        int deliveries,
        Instant enqueuedAt,
        @Nullable Object payload,
        JsonObject headers,
        Trouble trouble) {

    /** A message that had no trouble. */
    public Message(long id, int deliveries, Instant enqueuedAt, @Nullable Object payload, JsonObject headers) {
        this(id, deliveries, enqueuedAt, payload, headers, Trouble.NONE);
    }

    static Message from(Row row) {
        OffsetDateTime enqueuedAt = row.getOffsetDateTime("enqueued_at");
        Object payload = row.getValue("message");
        return new Message(
                row.getLong("msg_id"),
                row.getInteger("read_ct"),
                enqueuedAt.toInstant(),
                payload == Tuple.JSON_NULL ? null : payload,
                row.getValue("headers") instanceof JsonObject headers ? headers : new JsonObject(),
                Trouble.of(row));
    }
}
