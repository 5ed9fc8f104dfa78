package dev.taskwire.queue;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as somebody sees it who does not take it.
 *
 * @param state ready, in_hand, delayed, parked, unknown or archived
 * @param deliveries how often it was read
 * @param attempts how often the work on it has failed so far
 * @param dueAt when it may be taken, or its lease ends; null in the archive, and where no worker knows it
 * @param archivedAt null elsewhere
 * @param lastError why the last attempt failed; null where none did, or it is settled
 */
public record PeekedMessage(
        String queue,
        long id,
        String state,
        int deliveries,
        int attempts,
        Instant enqueuedAt,
        @Nullable Instant dueAt,
        @Nullable Instant archivedAt,
        @Nullable String lastError,
        JsonExcerpt message,
        JsonExcerpt headers) {

    static PeekedMessage from(String queue, Row row) {
        return new PeekedMessage(
                queue,
                row.getLong("id"),
                row.getString("state"),
                row.getInteger("deliveries"),
                row.getInteger("attempts"),
                Objects.requireNonNull(Failure.instant(row, "enqueued_at")),
                Failure.instant(row, "due_at"),
                Failure.instant(row, "archived_at"),
                row.getString("last_error"),
                excerpt(row, "message"),
                excerpt(row, "headers"));
    }

    private static JsonExcerpt excerpt(Row row, String column) {
        return new JsonExcerpt(
                row.getString(column), Objects.requireNonNullElse(row.getInteger(column + "_length"), 0));
    }

    /** For programs. What is cut, or cannot be read, is null as {@code message} and stands as text in {@code message_text}. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("queue", queue)
                .put("id", id)
                .put("state", state)
                .put("deliveries", deliveries)
                .put("attempts", attempts)
                .put("enqueued_at", enqueuedAt)
                .put("due_at", dueAt)
                .put("archived_at", archivedAt)
                .put("last_error", lastError);
        message.putInto(json, "message");
        headers.putInto(json, "headers");
        return json.put("trace_id", traceId(json.getValue("headers")));
    }

    private static @Nullable String traceId(@Nullable Object headers) {
        return headers instanceof JsonObject given
                ? TraceParent.of(given).map(TraceParent::traceId).orElse(null)
                : null;
    }
}
