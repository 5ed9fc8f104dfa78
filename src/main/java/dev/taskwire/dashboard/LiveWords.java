package dev.taskwire.dashboard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What events say, each in one line, for whoever follows them in a terminal. */
final class LiveWords {
    /** What is left out where it is nothing, in the order in which it is told. */
    private static final Map<String, String> ALSO = new TreeMap<>(Map.of(
            "1 in_hand", "in hand",
            "2 delayed", "delayed",
            "3 parked", "due later",
            "4 unknown", "unknown",
            "5 retrying", "retrying",
            "6 dead_letters", "dead letters"));

    private LiveWords() {}

    static String hello(JsonObject caller) {
        String roles =
                caller.getJsonArray("roles").stream().map(String::valueOf).collect(Collectors.joining(", "));
        return oneLine("you are " + caller.getString("name") + " and may " + roles
                + "; figures come once a second, activity as it is logged");
    }

    static String figures(JsonObject figures) {
        String queues =
                objects(figures.getJsonArray("queues")).map(LiveWords::queue).collect(Collectors.joining(" | "));
        String problems = objects(figures.getJsonArray("problems"))
                .map(problem -> " | PROBLEM " + problem.getString("name") + ": " + problem.getString("text"))
                .collect(Collectors.joining());
        return oneLine(time(figures.getString("at")) + " " + queues + problems);
    }

    static String activity(JsonObject row) {
        String actor = row.getString("actor_id");
        return oneLine(time(row.getString("created_at")) + " " + row.getString("entity_type") + " "
                + row.getString("entity_key") + " " + row.getString("action") + (actor == null ? "" : " by " + actor));
    }

    private static String queue(JsonObject queue) {
        List<String> parts = new ArrayList<>();
        String about = queue.getBoolean("estimated") ? "about " : "";
        parts.add(queue.getString("queue") + " " + about + queue.getLong("ready") + " ready");
        ALSO.forEach((key, word) -> {
            long number = queue.getLong(key.substring(2));
            if (number > 0) {
                parts.add(number + " " + word);
            }
        });
        Double oldest = queue.getDouble("oldest_ready_seconds");
        if (oldest != null && oldest >= 1) {
            parts.add("oldest "
                    + Duration.ofSeconds(oldest.longValue())
                            .toString()
                            .substring(2)
                            .toLowerCase(Locale.ROOT));
        }
        if (queue.getBoolean("paused")) {
            parts.add("PAUSED");
        }
        return String.join(", ", parts);
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }

    /** Of a time by UTC, the time of day. */
    private static String time(String at) {
        return at.substring(11, 19);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
