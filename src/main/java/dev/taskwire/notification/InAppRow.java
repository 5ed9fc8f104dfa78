package dev.taskwire.notification;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A notification as the user's application shows it.
 *
 * @param id the event's id, so that the row is there once however often its message comes
 * @param userKey the key of the user it is for, as text
 * @param text what to show
 * @param data the message that it came from
 */
record InAppRow(UUID id, String userKey, InAppText text, JsonObject data) {

    /** @param type the notification's type */
    record InAppText(String type, String title, String message) {}
}
