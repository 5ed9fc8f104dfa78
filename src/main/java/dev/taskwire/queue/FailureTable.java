package dev.taskwire.queue;

/**
 * Where the dead letters are.
 *
 * @param schema a schema's name as the configuration allows it: it becomes part of statements
 */
record FailureTable(String schema) {
    FailureTable {
        if (!schema.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a schema name: " + schema);
        }
    }

    /** The name to use in a statement. */
    String name() {
        return '"' + schema + "\".job_failures";
    }
}
