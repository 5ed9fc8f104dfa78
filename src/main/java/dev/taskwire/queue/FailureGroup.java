package dev.taskwire.queue;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The failures of one queue with one cause.
 *
 * @param count how many there are
 * @param waiting how many of them were never sent back
 * @param example the latest of them
 * @param lookedAt how many failures were looked at for all groups together
 */
public record FailureGroup(
        String queue,
        String cause,
        long count,
        long waiting,
        @Nullable Instant firstAt,
        @Nullable Instant lastAt,
        UUID example,
        long lookedAt) {

    static FailureGroup from(Row row) {
        return new FailureGroup(
                row.getString("queue"),
                row.getString("cause"),
                row.getLong("count"),
                row.getLong("waiting"),
                Failure.instant(row, "first_at"),
                Failure.instant(row, "last_at"),
                row.getUUID("example"),
                row.getLong("looked_at"));
    }

    /** For programs. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("queue", queue)
                .put("cause", cause)
                .put("count", count)
                .put("waiting", waiting)
                .put("first_at", firstAt)
                .put("last_at", lastAt)
                .put("example", example.toString());
    }
}
