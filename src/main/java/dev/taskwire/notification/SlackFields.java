package dev.taskwire.notification;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The {@code fields} of a message: what is known about it, each with a label and a value. Whoever sends it writes them, so
 * what has another form is left out.
 */
final class SlackFields {
    /** The variable that holds them. */
    static final String VARIABLE = "fields";

    static final int IN_A_SECTION = 10;
    static final int FIELD_LONGEST = 2000;

    private static final int LABEL_LONGEST = 100;

    private SlackFields() {}

    /** As templates are given them. */
    static List<Map<String, Object>> of(Map<String, Object> variables) {
        List<Map<String, Object>> fields = new ArrayList<>();
        if (new JsonObject(variables).getValue(VARIABLE) instanceof JsonArray given) {
            for (Object one : given) {
                if (one instanceof JsonObject field && field.getValue("label") instanceof String label) {
                    fields.add(Map.of("label", label, "value", Objects.toString(field.getValue("value"), "–")));
                }
            }
        }
        return fields;
    }

    /** Sections that show them, two beside each other. */
    static List<JsonObject> sections(Map<String, Object> variables) {
        List<JsonObject> sections = new ArrayList<>();
        List<Map<String, Object>> fields = of(variables);
        for (int i = 0; i < fields.size(); i += IN_A_SECTION) {
            JsonArray some = new JsonArray();
            fields.subList(i, Math.min(i + IN_A_SECTION, fields.size())).forEach(field -> some.add(shown(field)));
            sections.add(new JsonObject().put("type", "section").put(VARIABLE, some));
        }
        return sections;
    }

    private static JsonObject shown(Map<String, Object> field) {
        String label = SlackText.withoutMarkup(SingleLine.of(String.valueOf(field.get("label")), LABEL_LONGEST));
        String value =
                SlackText.withoutMarkup(String.valueOf(field.get("value")).strip());
        String text = label.isEmpty() ? value : "*" + label + "*\n" + value;
        return new JsonObject()
                .put("type", "mrkdwn")
                .put("text", SlackText.cut(text, FIELD_LONGEST))
                .put("verbatim", true);
    }
}
