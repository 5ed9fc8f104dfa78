package dev.taskwire.httpcall;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What a process has to tell at its next turn. Bound to one context. */
final class News {
    private List<JsonObject> ended = new ArrayList<>();
    private List<JsonObject> closed = new ArrayList<>();
    private List<Long> released = new ArrayList<>();

    /** A call ended. */
    void ended(JsonObject how) {
        ended.add(how);
    }

    /** The destination of a queue asked to be left alone. */
    void closed(JsonObject why) {
        closed.add(why);
    }

    /** Relays are given back. */
    void released(List<Long> jobs) {
        released.addAll(jobs);
    }

    boolean isEmpty() {
        return ended.isEmpty() && closed.isEmpty() && released.isEmpty();
    }

    /** All of it; afterwards there is none. */
    Told tell() {
        Told told = new Told(List.copyOf(ended), List.copyOf(closed), List.copyOf(released));
        forget();
        return told;
    }

    /** What could not be told is told again. */
    void keep(Told told) {
        ended.addAll(0, told.ended);
        closed.addAll(0, told.closed);
        released.addAll(0, told.released);
    }

    void forget() {
        ended = new ArrayList<>();
        closed = new ArrayList<>();
        released = new ArrayList<>();
    }

    /** What is told in one turn. */
    record Told(List<JsonObject> ended, List<JsonObject> closed, List<Long> released) {
        JsonArray endedCalls() {
            return new JsonArray(ended);
        }

        JsonArray closedQueues() {
            return new JsonArray(closed);
        }

        /** The same without what the endpoints sent, where the database refuses that. */
        Told withoutResults() {
            return new Told(ended.stream().map(Told::withoutResult).toList(), closed, released);
        }

        private static JsonObject withoutResult(JsonObject how) {
            return how.copy()
                    .putNull("headers")
                    .put("body", "(an answer that the database does not take)")
                    .put("truncated", true);
        }
    }
}
