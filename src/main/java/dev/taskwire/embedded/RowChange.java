package dev.taskwire.embedded;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What happened to one row.
 *
 * @param before the row as it was; empty where it was not there
 * @param after the row as it is now; empty where it is gone
 */
record RowChange(JsonObject before, JsonObject after) {
    enum Action {
        CREATED("INSERT", "insert"),
        UPDATED("UPDATE", "update"),
        DELETED("DELETE", "delete");

        private final String statement;
        private final String noun;

        Action(String statement, String noun) {
            this.statement = statement;
            this.noun = noun;
        }

        String statement() {
            return statement;
        }

        String noun() {
            return noun;
        }

        /** The word for it in the log. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Action action() {
        if (before.isEmpty()) {
            return Action.CREATED;
        }
        return after.isEmpty() ? Action.DELETED : Action.UPDATED;
    }

    /** The row as it is now, or as it last was. */
    JsonObject row() {
        return after.isEmpty() ? before : after;
    }

    /** Each changed column with its new value. */
    Map<String, Object> changes() {
        Map<String, Object> changes = new TreeMap<>();
        after.forEach(field -> {
            if (!Objects.equals(field.getValue(), before.getValue(field.getKey()))) {
                changes.put(field.getKey(), field.getValue());
            }
        });
        return changes;
    }

    /** What the log must hold of it: the new row, the changed columns or the old row. */
    Evidence evidence() {
        Map<String, Object> fields = action() == Action.UPDATED ? changes() : row().getMap();
        return new Evidence(row().getString("id"), action().word(), new TreeMap<>(fields));
    }
}
