package dev.taskwire.notification;

import dev.taskwire.config.Durations;
import dev.taskwire.queue.EventId;
import dev.taskwire.queue.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as this package sees it.
 *
 * @param type what it says it is; empty where it says nothing
 * @param data the message's content; empty where it is no object
 * @param problem what is wrong with it whatever its type, in a sentence for people
 */
record Received(UUID eventId, String type, JsonObject data, Optional<String> problem) {
    /** By this key the content says which messages are the same. */
    private static final String DEDUP_KEY = "dedup_key";

    private static final String DEDUP_WINDOW = "dedup_window";

    static Received from(String queue, Message message) {
        UUID eventId = EventId.of(queue, message);
        if (!(message.payload() instanceof JsonObject data)) {
            Optional<String> problem = Optional.of("a notification must be a JSON object with a type");
            return new Received(eventId, "", new JsonObject(), problem);
        }
        PayloadFields fields = new PayloadFields(data);
        return new Received(eventId, fields.text("type"), data, fields.problem());
    }

    /** What it is the same as, if it says so. */
    Optional<String> dedupKey() {
        return data.getValue(DEDUP_KEY) instanceof String key && !key.isEmpty() ? Optional.of(key) : Optional.empty();
    }

    /** For how long another with its key is a repetition, if it says so: {@code 10m}, as in the configuration. */
    Optional<Duration> dedupWindow() {
        return data.getValue(DEDUP_WINDOW) instanceof String text ? Durations.parse(text) : Optional.empty();
    }

    /** Each delivery stands for itself; nor is a large content compared, or hashed, to find it among others. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return eventId.hashCode();
    }
}
