package dev.taskwire;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What stands in {@code deploy} to be made of the metrics. */
final class Deployed {
    static final Path PROMETHEUS = Path.of("deploy/prometheus");

    private static final Path GRAFANA = Path.of("deploy/grafana/taskwire.json");
    private static final Pattern METRIC = Pattern.compile("\\b(?:taskwire|vertx|jvm|process|system)_\\w+");
    private static final Pattern ALERT = Pattern.compile("(?m)^ *- alert: (\\w+)$");
    private static final Pattern EXPRESSION = Pattern.compile("(?m)^ *expr: >-\\n *(.*)$");

    private Deployed() {}

    /** The rules of the alerts as they stand there. */
    static String rules() throws IOException {
        return Files.readString(PROMETHEUS.resolve("taskwire.rules.yml"));
    }

    /** The names of all alerts. */
    static List<String> alerts() throws IOException {
        return ALERT.matcher(rules())
                .results()
                .map((MatchResult alert) -> alert.group(1))
                .toList();
    }

    /** The names of the metrics that the dashboard and the alerts use. */
    static Set<String> metrics() throws IOException {
        StringBuilder queries = new StringBuilder(Files.readString(GRAFANA));
        EXPRESSION
                .matcher(rules())
                .results()
                .forEach(rule -> queries.append('\n').append(rule.group(1)));
        Set<String> metrics = new TreeSet<>();
        METRIC.matcher(queries).results().forEach(metric -> metrics.add(metric.group()));
        return metrics;
    }

    /** The dashboard's queries as rules, so that they can be checked. */
    static String queriesAsRules() throws IOException {
        StringBuilder rules = new StringBuilder("groups:\n- name: queries\n  rules:\n");
        int number = 0;
        for (Object panel : new JsonObject(Files.readString(GRAFANA)).getJsonArray("panels")) {
            for (Object target : ((JsonObject) panel).getJsonArray("targets", new JsonArray())) {
                String query = ((JsonObject) target).getString("expr").replace("$__rate_interval", "1m");
                rules.append("  - record: query_").append(number++);
                rules.append("\n    expr: '").append(query).append("'\n");
            }
        }
        return rules.toString();
    }
}
