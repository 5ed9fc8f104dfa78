package dev.taskwire.notification;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;

/**
 * What one reader wants.
 *
 * @param userKey the key of the user's own table, as text
 * @param type a type of notification, or * for every one
 * @param channel email, in_app, slack, log, or * for every one
 */
public record Preference(String userKey, String type, String channel, boolean isWanted, Instant changedAt) {
    static Preference from(Row row) {
        return new Preference(
                row.getString("user_key"),
                row.getString("type"),
                row.getString("channel"),
                row.getBoolean("wanted"),
                row.getOffsetDateTime("changed_at").toInstant());
    }

    /** For programs; the keys are the columns' names. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("user_key", userKey)
                .put("type", type)
                .put("channel", channel)
                .put("wanted", isWanted)
                .put("changed_at", changedAt);
    }
}
