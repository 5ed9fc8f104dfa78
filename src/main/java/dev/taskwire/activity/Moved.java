package dev.taskwire.activity;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;

/**
 * What one statement has moved into the log.
 *
 * @param messages how many
 * @param shortest how long the last of them had been on the queue, by the database's clock; zero where none was moved
 * @param longest how long the first of them
 * @param traceParents which traces they came from, if that was asked for
 */
record Moved(int messages, Duration shortest, Duration longest, List<String> traceParents) {
    private static final String TRACE_PARENTS = "trace_parents";

    static Moved from(Row row) {
        return new Moved(
                row.getInteger("taken"),
                micros(row.getLong("shortest_micros")),
                micros(row.getLong("longest_micros")),
                row.getColumnIndex(TRACE_PARENTS) < 0 ? List.of() : List.of(row.getArrayOfStrings(TRACE_PARENTS)));
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(1000 * micros);
    }
}
