package dev.taskwire.notification;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * The events of one request of the mail provider, whose signature was found right.
 *
 * @param digest of what was signed; the same content is taken once
 * @param signedAt when it was signed
 * @param rows the events, ready for the database
 */
public record SignedEvents(Buffer digest, Instant signedAt, JsonArray rows) {
    /** Reads events as SendGrid reports them; some of the work of thousands: not for an event loop. */
    public static SignedEvents ofSendGrid(Buffer digest, Instant signedAt, List<JsonObject> events) {
        JsonArray rows = new JsonArray();
        events.stream()
                .map(SendGridEvent::new)
                .filter(event -> !event.isAboutReading())
                .forEach(event -> rows.add(event.row()));
        return new SignedEvents(digest, signedAt, rows);
    }
}
