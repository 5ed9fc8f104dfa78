package dev.taskwire.embedded;

import java.util.Map;

/**
 * What tells one change of a task from every other, both in what Postgres returned to the writer and in the log: an
 * update's fields hold the time of the update.
 *
 * @param key the row's primary key as text
 * @param action the log's word for what happened
 * @param fields the new row, the changed columns or the old row
 */
record Evidence(String key, String action, Map<String, Object> fields) {
    @Override
    public String toString() {
        return "task " + key + " " + action + " " + fields;
    }
}
