package dev.taskwire.httpcall;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one turn brought.
 *
 * @param granted calls to make
 * @param lookIn when to look again at the latest; empty where no job waits
 * @param admitted messages that named a job
 * @param unknown messages that named none, and are still there
 * @param crowded queues that have more calls under way than workers
 */
record Turned(List<Granted> granted, Optional<Duration> lookIn, int admitted, int unknown, Set<String> crowded) {
    static Turned from(RowSet<Row> rows) {
        List<Granted> granted = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.getLong("job") == null) {
                return last(granted, row);
            }
            granted.add(Granted.from(row));
        }
        throw new IllegalStateException("a turn of HTTP calls came without its last row");
    }

    private static Turned last(List<Granted> granted, Row row) {
        JsonObject others = row.getJsonObject("others");
        return new Turned(
                granted,
                Optional.ofNullable(row.getDouble("starts_in")).map(millis -> Duration.ofNanos((long) (millis * 1e6))),
                others.getInteger("admitted"),
                others.getInteger("unknown"),
                names(others.getJsonArray("crowded")));
    }

    private static Set<String> names(JsonArray queues) {
        return queues.stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
    }
}
