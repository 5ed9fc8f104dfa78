package dev.taskwire.testing;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A message that waits in a queue.
 *
 * @param id its number in the queue
 * @param payload as Vert.x has JSON: {@code JsonObject}, {@code JsonArray}, text, a number, true or false; null for a JSON null
 * @param headers those that it was sent with, and {@code event_id}; an empty object where there are none
 * @param enqueuedAt when the transaction that sent it began, by the database's clock
 * @param dueAt when it may be taken, by the database's clock
 * @param due whether that has come
 */
public record EnqueuedMessage(
        long id, @Nullable Object payload, JsonObject headers, Instant enqueuedAt, Instant dueAt, boolean due) {

    /**
     * The payload as a record or another class, read as a handler's is: what is unknown to it is left out.
     *
     * @throws IllegalArgumentException where it does not fit
     */
    public <T> T payloadAs(Class<T> type) {
        return JsonPayload.as(payload, type);
    }

    /** How long after it was sent it may be taken. */
    public Duration delay() {
        return Duration.between(enqueuedAt, dueAt);
    }

    @Override
    public String toString() {
        return "message " + id + ": " + JsonPayload.text(payload)
                + (due ? "" : ", due at " + dueAt.truncatedTo(ChronoUnit.MILLIS))
                + (headers.isEmpty() ? "" : ", headers " + headers.encode());
    }
}
