package dev.taskwire.queue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of messages that a process knows, of those that may be unknown elsewhere.
 *
 * @param kinds none where the process takes back nothing
 */
public record KnownKinds(List<Known> kinds) {
    /** Takes back nothing. */
    public static final KnownKinds NONE = new KnownKinds(List.of());

    public KnownKinds {
        kinds = List.copyOf(kinds);
    }

    /**
     * What one handler knows.
     *
     * @param type empty: each type of its queue that no other handler of the process takes
     * @param versions empty: every version
     */
    public record Known(String queue, Optional<String> type, List<Integer> versions) {}

    public boolean isEmpty() {
        return kinds.isEmpty();
    }

    /** Whether there is a handler that does not know everything, so that others of its queue may know less as well. */
    public boolean areSome() {
        return kinds.stream()
                .anyMatch(known -> known.type().isPresent() || !known.versions().isEmpty());
    }

    JsonArray toJson() {
        List<JsonObject> entries = new ArrayList<>();
        for (Known known : kinds) {
            JsonObject entry = new JsonObject().put("queue", known.queue());
            known.type().ifPresent(type -> entry.put("type", type));
            if (known.versions().isEmpty()) {
                entries.add(entry);
            }
            known.versions().forEach(version -> entries.add(entry.copy().put("version", version)));
        }
        return new JsonArray(entries);
    }
}
