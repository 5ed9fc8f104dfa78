package dev.taskwire.dashboard;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What followers are told.
 *
 * @param name hello, figures or activity
 * @param id by which a follower goes on after it; empty where there is nothing to go on after
 */
public record LiveEvent(String name, Optional<String> id, JsonObject data) {
    static LiveEvent figures(JsonObject data) {
        return new LiveEvent("figures", Optional.empty(), data);
    }

    static LiveEvent activity(JsonObject row) {
        return new LiveEvent("activity", Optional.of(row.getString("id")), row);
    }
}
