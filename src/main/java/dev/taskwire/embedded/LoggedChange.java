package dev.taskwire.embedded;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A row of the activity log.
 *
 * @param entityKey empty where the whole table was truncated
 * @param data what the log holds of the row: old, new, changes
 */
record LoggedChange(
        UUID id,
        long seq,
        String entityType,
        String entityKey,
        String action,
        Optional<String> actorId,
        JsonObject data,
        Instant occurredAt,
        Instant loggedAt) {

    /** The columns that {@link #from} reads. */
    static final String COLUMNS =
            "id, seq, entity_type, entity_key, action, actor_id, metadata, occurred_at, created_at";

    static LoggedChange from(Row row) {
        OffsetDateTime loggedAt = row.getOffsetDateTime("created_at");
        return new LoggedChange(
                row.getUUID("id"),
                row.getLong("seq"),
                row.getString("entity_type"),
                Optional.ofNullable(row.getString("entity_key")).orElse(""),
                row.getString("action"),
                Optional.ofNullable(row.getUUID("actor_id")).map(UUID::toString),
                row.getValue("metadata") instanceof JsonObject data ? data : new JsonObject(),
                Optional.ofNullable(row.getOffsetDateTime("occurred_at"))
                        .orElse(loggedAt)
                        .toInstant(),
                loggedAt.toInstant());
    }

    RowChange row() {
        return new RowChange(part("old"), part("new"));
    }

    /** What it holds, in the form that the writer's own view of the change has. */
    Evidence evidence() {
        String part = switch (action) {
            case "created" -> "new";
            case "deleted" -> "old";
            default -> "changes";
        };
        return new Evidence(entityKey, action, new TreeMap<>(part(part).getMap()));
    }

    Duration latency() {
        return Duration.between(occurredAt, loggedAt);
    }

    private JsonObject part(String name) {
        return data.getValue(name) instanceof JsonObject part ? part : new JsonObject();
    }
}
