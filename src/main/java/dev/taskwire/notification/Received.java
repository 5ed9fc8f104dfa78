package dev.taskwire.notification;

import dev.taskwire.notification.Notification.TaskAssigned;
import dev.taskwire.queue.EventId;
import dev.taskwire.queue.Message;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A message as this package sees it.
 *
 * @param data the message's content; empty where it is no object
 */
record Received(UUID eventId, JsonObject data, Notification notification) {
    static Received from(String queue, Message message) {
        JsonObject data = message.payload() instanceof JsonObject object ? object : new JsonObject();
        return new Received(EventId.of(queue, message), data, Notification.from(message));
    }

    /** The ids of those whose profiles it takes to tell. */
    Stream<String> people() {
        return notification instanceof TaskAssigned assigned
                ? Stream.of(assigned.assigneeId(), assigned.assignerId()).filter(id -> !id.isEmpty())
                : Stream.empty();
    }
}
