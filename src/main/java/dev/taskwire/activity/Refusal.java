package dev.taskwire.activity;

import dev.taskwire.queue.Message;
import dev.taskwire.queue.Payload.Unreadable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why the log refuses a message, in words for whoever sent it. */
final class Refusal {
    private static final List<String> REQUIRED = List.of("entity_type", "action");

    private Refusal() {}

    /** @param failure what the database said, for what the message itself does not show */
    static String reason(Message message, Throwable failure) {
        if (message.payload() instanceof Unreadable) {
            return databaseSays(failure);
        }
        if (!(message.payload() instanceof JsonObject event)) {
            return "the message is " + kind(message.payload()) + ", but an activity is an object with "
                    + String.join(" and ", REQUIRED);
        }
        List<String> missing = new ArrayList<>(REQUIRED);
        missing.removeIf(field -> event.getValue(field) != null);
        return missing.isEmpty() ? databaseSays(failure) : "the message has no " + String.join(" and no ", missing);
    }

    private static String databaseSays(Throwable failure) {
        return "the activity log refuses it: " + failure.getMessage();
    }

    private static String kind(@Nullable Object payload) {
        if (payload == null) {
            return "null";
        }
        if (payload instanceof JsonArray) {
            return "an array";
        }
        return payload instanceof String ? "a string" : payload instanceof Boolean ? "true or false" : "a number";
    }
}
