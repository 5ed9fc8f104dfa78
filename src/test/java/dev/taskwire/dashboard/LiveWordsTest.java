package dev.taskwire.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class LiveWordsTest {
    @Test
    void figuresAreOneLineThatLeavesOutWhatIsNothing() {
        JsonObject figures = new JsonObject()
                .put("at", "2026-11-24T09:14:03.123Z")
                .put(
                        "queues",
                        new JsonArray()
                                .add(queue("calm", 0))
                                .add(queue("busy", 3).put("in_hand", 2).put("paused", true)))
                .put(
                        "problems",
                        new JsonArray()
                                .add(new JsonObject().put("name", "listener").put("text", "nobody\nlistens")));

        assertThat(LiveWords.figures(figures))
                .isEqualTo(
                        "09:14:03 calm 0 ready | busy 3 ready, 2 in hand, PAUSED | PROBLEM listener: nobody listens");
    }

    @Test
    void activitySaysWhatWasChangedAndByWhom() {
        JsonObject row = new JsonObject()
                .put("created_at", "2026-11-24T09:14:03.000001Z")
                .put("entity_type", "task")
                .put("entity_key", "42")
                .put("action", "updated");

        assertThat(LiveWords.activity(row)).isEqualTo("09:14:03 task 42 updated");
        assertThat(LiveWords.activity(row.put("actor_id", "ada"))).isEqualTo("09:14:03 task 42 updated by ada");
    }

    private static JsonObject queue(String name, long ready) {
        return new JsonObject()
                .put("queue", name)
                .put("ready", ready)
                .put("in_hand", 0)
                .put("delayed", 0)
                .put("parked", 0)
                .put("unknown", 0)
                .put("retrying", 0)
                .put("dead_letters", 0)
                .put("oldest_ready_seconds", null)
                .put("estimated", false)
                .put("paused", false);
    }
}
