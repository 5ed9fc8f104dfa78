package dev.taskwire.testing;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that was given up.
 *
 * @param messageId its number in the queue that it was in
 * @param payload as {@link EnqueuedMessage#payload}
 * @param headers those that it was sent with, and {@code event_id}; an empty object where there are none
 * @param reason why, as the handler or the worker has said it
 * @param attempts how many there were
 * @param failedAt when it was given up, by the database's clock
 */
public record DeadLetter(
        long messageId, @Nullable Object payload, JsonObject headers, String reason, int attempts, Instant failedAt) {

    /** As {@link EnqueuedMessage#payloadAs}. */
    public <T> T payloadAs(Class<T> type) {
        return JsonPayload.as(payload, type);
    }

    @Override
    public String toString() {
        return "message " + messageId + ": " + JsonPayload.text(payload) + ", after " + attempts + " attempts: " + reason;
    }
}
