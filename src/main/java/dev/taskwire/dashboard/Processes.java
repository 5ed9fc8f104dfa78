package dev.taskwire.dashboard;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Pool;

/** The processes that work on this database, and did of late. May be used from any context. */
final class Processes {
    private static final String LIST = """
            -- dashboard.processes
            SELECT process.name AS instance, process.version,
                   to_char(process.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started_at,
                   to_char(process.seen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS seen_at
            FROM taskwire.process
            WHERE process.seen_at > clock_timestamp() - interval '1 hour'
            ORDER BY process.seen_at DESC
            LIMIT 100
            """;

    private final Pool pool;

    Processes(Pool pool) {
        this.pool = pool;
    }

    Future<JsonArray> list() {
        return pool.preparedQuery(LIST).execute().map(rows -> {
            JsonArray all = new JsonArray();
            rows.forEach(row -> all.add(row.toJson()));
            return all;
        });
    }
}
