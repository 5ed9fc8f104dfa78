package dev.taskwire.embedded;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A mail as the stand-in received it.
 *
 * @param eventId the event that it tells of
 * @param text its words without markup
 */
record ReceivedMail(String eventId, String recipient, String subject, String text, Instant arrivedAt) {
    /**
     * Reads the body of a request to {@code /v3/mail/send}.
     *
     * @throws RuntimeException if it is not what SendGrid takes
     */
    static ReceivedMail from(JsonObject body, Instant arrivedAt) {
        JsonObject envelope = body.getJsonArray("personalizations").getJsonObject(0);
        return new ReceivedMail(
                envelope.getJsonObject("custom_args", new JsonObject()).getString("event_id", ""),
                envelope.getJsonArray("to").getJsonObject(0).getString("email"),
                body.getString("subject"),
                plainText(body.getJsonArray("content")),
                arrivedAt);
    }

    private static String plainText(JsonArray contents) {
        for (int i = 0; i < contents.size(); i++) {
            JsonObject content = contents.getJsonObject(i);
            if (content.getString("type").equals("text/plain")) {
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
