package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.Map;
import java.util.TreeMap;

/** All destinations that are closed. May be used from any context. */
public final class Destinations {
    private static final String CLOSED = """
            -- destination.closed
            SELECT name, reason FROM taskwire.destination ORDER BY name
            """;

    private Destinations() {}

    /** Why they are closed, by name; those that are open are not among them. */
    public static Future<Map<String, String>> closed(Pool pool) {
        return pool.preparedQuery(CLOSED).execute().map(rows -> {
            Map<String, String> closed = new TreeMap<>();
            rows.forEach(row -> closed.put(row.getString("name"), row.getString("reason")));
            return closed;
        });
    }
}
