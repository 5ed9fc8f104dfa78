package dev.taskwire.embedded;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A mail as the stand-in received it.
 *
 * @param eventId the event that it tells of
 * @param text its words without markup; of a dynamic template, what fills it
 */
record ReceivedMail(String eventId, String recipient, String subject, String text, Instant arrivedAt) {
    /**
     * Reads one mail of a request to {@code /v3/mail/send}.
     *
     * @param envelope the mail's own part of the body, one of its personalizations
     * @throws RuntimeException if it is not what SendGrid takes
     */
    static ReceivedMail from(JsonObject body, JsonObject envelope, Instant arrivedAt) {
        JsonObject filling = envelope.getJsonObject("dynamic_template_data", new JsonObject());
        return new ReceivedMail(
                envelope.getJsonObject("custom_args", new JsonObject()).getString("event_id", ""),
                envelope.getJsonArray("to").getJsonObject(0).getString("email"),
                envelope.getString("subject", body.getString("subject", filling.getString("subject", ""))),
                body.containsKey("template_id") ? filling.encodePrettily() : part(body, "text/plain"),
                arrivedAt);
    }

    /** The content of this type; empty where there is none. */
    static String part(JsonObject body, String type) {
        JsonArray contents = body.getJsonArray("content", new JsonArray());
        for (int i = 0; i < contents.size(); i++) {
            JsonObject content = contents.getJsonObject(i);
            if (type.equals(content.getString("type"))) {
                return content.getString("value");
            }
        }
        return "";
    }

    /** Whether it speaks of this, such as the title of a task. */
    boolean mentions(String words) {
        return subject.contains(words) || text.contains(words);
    }
}
