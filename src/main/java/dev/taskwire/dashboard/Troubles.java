package dev.taskwire.dashboard;

import dev.taskwire.config.HealthCheckConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;

/** What is wrong now, in words. May be used from any context. */
final class Troubles {
    private static final String FIND = """
            -- dashboard.troubles
            SELECT found.name, found.trouble
            FROM taskwire.find_trouble($1::bigint * interval '1 millisecond', $2::bigint * interval '1 millisecond', $3) AS found
            WHERE found.trouble IS NOT NULL
            UNION ALL
            SELECT 'schedule ' || alarm.name, 'no success since the occurrence of ' || taskwire.header_time(alarm.fire_time)
            FROM taskwire.schedule_occurrences AS alarm
            WHERE alarm.alarm_raised_at IS NOT NULL AND alarm.alarm_ended_at IS NULL
            ORDER BY 1
            LIMIT 50
            """;

    private final Pool pool;
    private final Tuple binds;

    /** @param listens whether processes are to listen for wakes */
    Troubles(Pool pool, HealthCheckConfig config, boolean listens) {
        this.pool = pool;
        this.binds = Tuple.of(config.queueAge().toMillis(), config.closedFor().toMillis(), listens);
    }

    Future<JsonArray> find() {
        return pool.preparedQuery(FIND).execute(binds).map(rows -> {
            JsonArray found = new JsonArray();
            rows.forEach(row -> found.add(
                    new JsonObject().put("name", row.getString("name")).put("text", row.getString("trouble"))));
            return found;
        });
    }
}
