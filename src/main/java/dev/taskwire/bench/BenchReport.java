package dev.taskwire.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the bench found: a line each as soon as it is known, or one JSON object at the end. */
final class BenchReport {
    private final PrintWriter out;
    private final boolean json;
    private final JsonObject surroundings = new JsonObject();
    private final List<Measurement> measurements = new ArrayList<>();

    BenchReport(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void surroundings(Map<String, String> facts) {
        facts.forEach((name, value) -> {
            surroundings.put(name, value);
            print(String.format("# %-20s %s", name, value));
        });
    }

    void add(List<Measurement> found) {
        measurements.addAll(found);
        found.forEach(one ->
                print(String.format("%-40s %-26s %12s %s", one.system(), one.work(), one.valueText(), one.unit())));
    }

    void end() {
        if (json) {
            JsonArray lines = new JsonArray();
            measurements.forEach(one -> lines.add(new JsonObject()
                    .put("system", one.system())
                    .put("work", one.work())
                    .put("value", one.value())
                    .put("unit", one.unit())
                    .put("rounds", new JsonArray(one.rounds()))));
            out.println(new JsonObject()
                    .put("surroundings", surroundings)
                    .put("measurements", lines)
                    .encodePrettily());
            out.flush();
        }
    }

    private void print(String line) {
        if (!json) {
            out.println(line);
            out.flush();
        }
    }
}
