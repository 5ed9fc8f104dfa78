package dev.taskwire.chaos;

import java.util.List;

/**
 * A message that is hard on who reads it.
 *
 * @param name what it is; also its entity's type where it works in the activity log
 * @param sql an expression of type jsonb
 * @param expectedReason words of the reason of its dead letter; empty where it has to work
 */
record Poison(String name, String sql, String expectedReason) {
    private static final String NO_ACTIVITY = "but an activity is an object with entity_type and action";
    private static final String NO_OBJECT = "a notification must be a JSON object";

    boolean works() {
        return expectedReason.isEmpty();
    }

    static List<Poison> activities() {
        return List.of(
                new Poison("a text", "'\"hello\"'", "the message is a string, " + NO_ACTIVITY),
                new Poison("an array", "'[1, 2]'", "the message is an array, " + NO_ACTIVITY),
                new Poison("a number", "'42'", "the message is a number, " + NO_ACTIVITY),
                new Poison("a JSON null", "'null'", "the message is null, " + NO_ACTIVITY),
                new Poison("no fields", "'{}'", "the message has no entity_type and no action"),
                new Poison("no action", "'{\"entity_type\": \"no action\"}'", "the message has no action"),
                activity("a key that is no uuid", "'entity_id', 'not-a-uuid'"),
                activity("an actor that is no uuid", "'actor_id', 'somebody'"),
                activity("10 MB of text", "'data', jsonb_build_object('text', repeat('x', 10 * 1024 * 1024))"),
                activity("5000 deep", "'data', (repeat('[', 5000) || repeat(']', 5000))::jsonb"),
                activity("numbers past 2^53", "'data', '[9007199254740993, 1e400, -0.1e-400]'::jsonb"),
                activity("a number of 2000 digits", "'data', repeat('9', 2000)::jsonb"),
                activity("a time that is none", "'timestamp', 'yesterday-ish'"),
                new Poison(
                        "a key of 1 MB",
                        "jsonb_build_object('entity_type', 'a key of 1 MB', 'action', 'created', 'entity_id',"
                                + " repeat('k', 1000000))",
                        "the activity log refuses it: ERROR: index row requires"),
                new Poison(
                        "5000 deep and no action",
                        "jsonb_build_object('data', (repeat('[', 5000) || repeat(']', 5000))::jsonb)",
                        "null value in column \"entity_type\""),
                new Poison(
                        "2000 digits and no action",
                        "jsonb_build_object('data', repeat('9', 2000)::jsonb)",
                        "null value in column \"entity_type\""),
                new Poison(
                        "10 MB and no action",
                        "jsonb_build_object('data', repeat('x', 10 * 1024 * 1024))",
                        "no entity_type and no action"));
    }

    static List<Poison> notifications() {
        return List.of(
                new Poison("a text", "'\"hello\"'", NO_OBJECT),
                new Poison("an array", "'[1, 2]'", NO_OBJECT),
                new Poison("a JSON null", "'null'", NO_OBJECT),
                new Poison("no fields", "'{}'", "type"),
                new Poison("an unknown type", "'{\"type\": \"fax\"}'", "there is no notification of type \"fax\""),
                new Poison("no assignee", "'{\"type\": \"task_assigned\", \"task_id\": 1}'", "assignee_id"),
                new Poison(
                        "an assignee that is no uuid",
                        "'{\"type\": \"task_assigned\", \"task_id\": 1, \"assignee_id\": \"nobody\"}'",
                        "nobody"),
                assignment("10 MB of text", "repeat('x', 10 * 1024 * 1024)", ""),
                assignment("5000 deep", "(repeat('[', 5000) || repeat(']', 5000))::jsonb", "nesting depth"),
                assignment("a number of 2000 digits", "repeat('9', 2000)::jsonb", "Number value length"),
                assignment("numbers past 2^53", "'[9007199254740993, 1e400, -0.1e-400]'::jsonb", ""));
    }

    private static Poison activity(String name, String fields) {
        return new Poison(
                name, "jsonb_build_object('entity_type', '" + name + "', 'action', 'created', " + fields + ")", "");
    }

    private static Poison assignment(String name, String more, String expectedReason) {
        return new Poison(
                name,
                "jsonb_build_object('type', 'task_assigned', 'task_id', 1, 'task_title', '" + name
                        + "', 'assignee_id', '" + TaskWriters.ASSIGNEE + "', 'more', " + more + ")",
                expectedReason);
    }
}
