package dev.taskwire.queue;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter without its payload.
 *
 * @param attempts how often it was tried
 * @param failedAt when it became a dead letter
 * @param redrivenAt when it was last sent back; null where it never was
 */
public record Failure(
        UUID id,
        String queue,
        @Nullable Long messageId,
        @Nullable UUID eventId,
        String reason,
        String cause,
        int attempts,
        @Nullable Instant firstAttemptAt,
        @Nullable Instant failedAt,
        @Nullable Instant redrivenAt,
        @Nullable String redrivenBy) {

    /** What {@link #from} reads. A table that was there before Taskwire may have neighbouring types, and no cause. */
    static final String COLUMNS = """
            failure.id, failure.queue, failure.message_id, failure.event_id, failure.reason,
                   coalesce(failure.cause, failure.reason) AS cause,
                   coalesce(failure.attempts, 0)::integer AS attempts,
                   failure.first_attempt_at::timestamptz AS first_attempt_at,
                   failure.failed_at::timestamptz AS failed_at,
                   failure.redriven_at::timestamptz AS redriven_at,
                   failure.redriven_by""";

    static Failure from(Row row) {
        return new Failure(
                row.getUUID("id"),
                row.getString("queue"),
                row.getLong("message_id"),
                row.getUUID("event_id"),
                row.getString("reason"),
                row.getString("cause"),
                row.getInteger("attempts"),
                instant(row, "first_attempt_at"),
                instant(row, "failed_at"),
                instant(row, "redriven_at"),
                row.getString("redriven_by"));
    }

    static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    /** For programs; the keys are the columns' names. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("id", id.toString())
                .put("queue", queue)
                .put("message_id", messageId)
                .put("event_id", eventId == null ? null : eventId.toString())
                .put("reason", reason)
                .put("cause", cause)
                .put("attempts", attempts)
                .put("first_attempt_at", firstAttemptAt)
                .put("failed_at", failedAt)
                .put("redriven_at", redrivenAt)
                .put("redriven_by", redrivenBy);
    }
}
