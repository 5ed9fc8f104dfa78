package dev.taskwire.activity;

import io.vertx.sqlclient.Row;
import java.time.Duration;

/**
 * What one statement has moved into the log.
 *
 * @param messages how many
 * @param shortest how long the last of them had been on the queue, by the database's clock; zero where none was moved
 * @param longest how long the first of them
 */
record Moved(int messages, Duration shortest, Duration longest) {
    static Moved from(Row row) {
        return new Moved(
                row.getInteger("taken"), micros(row.getLong("shortest_micros")), micros(row.getLong("longest_micros")));
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(1000 * micros);
    }
}
