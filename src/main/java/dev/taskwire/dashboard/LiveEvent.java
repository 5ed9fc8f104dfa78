package dev.taskwire.dashboard;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * What followers are told.
 *
 * @param name hello, figures, activity or away
 * @param id by which a follower goes on after it; empty where there is nothing to go on after
 * @param words the same in a line for people
 */
public record LiveEvent(String name, Optional<String> id, JsonObject data, String words) {
    /** Who the follower is, and what he may do. */
    public static LiveEvent hello(JsonObject caller) {
        return new LiveEvent("hello", Optional.empty(), caller, LiveWords.hello(caller));
    }

    static LiveEvent figures(JsonObject data) {
        return new LiveEvent("figures", Optional.empty(), data, LiveWords.figures(data));
    }

    static LiveEvent activity(JsonObject row) {
        return new LiveEvent("activity", Optional.of(row.getString("id")), row, LiveWords.activity(row));
    }

    static LiveEvent away() {
        JsonObject data = new JsonObject().put("at", Instant.now().toString());
        return new LiveEvent("away", Optional.empty(), data, "the database does not answer; figures come when it does");
    }
}
