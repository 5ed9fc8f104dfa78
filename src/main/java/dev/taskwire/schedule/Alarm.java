package dev.taskwire.schedule;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * A schedule had no success by the deadline of an occurrence.
 *
 * @param fireTime the occurrence's
 * @param deadline by when it was to be done
 * @param state what has become of the occurrence by now
 * @param error why it has failed; empty where it has not
 */
public record Alarm(String schedule, Instant fireTime, Instant deadline, String state, Optional<String> error) {
    static Alarm from(Row row) {
        return new Alarm(
                row.getString("schedule"),
                row.getOffsetDateTime("fire_time").toInstant(),
                row.getOffsetDateTime("deadline_at").toInstant(),
                row.getString("state"),
                Optional.ofNullable(row.getString("error")));
    }

    /** For programs. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("schedule", schedule)
                .put("fire_time", fireTime.toString())
                .put("deadline", deadline.toString())
                .put("state", state)
                .put("error", error.orElse(null));
    }
}
