package dev.taskwire.doctor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * What one check came to.
 *
 * @param check its name
 * @param words what is so, in a sentence or several
 * @param remedies what to do, a sentence or a statement each; none where nothing is wrong
 * @param took how long it took to look
 */
public record Diagnosis(String check, Verdict verdict, String words, List<String> remedies, Duration took) {
    /** For programs. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("check", check)
                .put("verdict", verdict.word())
                .put("words", words)
                .put("remedies", new JsonArray(remedies))
                .put("milliseconds", took.toMillis());
    }
}
