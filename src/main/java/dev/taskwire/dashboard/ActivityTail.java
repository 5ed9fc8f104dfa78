package dev.taskwire.dashboard;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The end of the activity log, as it grows. Bound to one context. */
final class ActivityTail {
    /** Under load the tail shows the latest of each second, and not all. */
    private static final int ROWS_MOST = 100;

    private static final String COLUMNS = """
            id, entity_type, entity_key, action, actor_id,
              CASE WHEN pg_column_size(metadata) <= 4000 THEN metadata END AS metadata,
              to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS occurred_at,
              to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at""";

    /** The overlap is longer than a row can stay invisible after its time was taken. */
    private static final String RECENT = """
            -- dashboard.activity_recent
            SELECT %2$s FROM "%1$s".activity_logs AS row
            WHERE row.created_at > clock_timestamp() - interval '15 seconds'
            ORDER BY row.created_at DESC, row.id DESC LIMIT %3$d
            """;

    private static final String AFTER = """
            -- dashboard.activity_after
            SELECT %2$s FROM "%1$s".activity_logs AS row
            WHERE row.id <> $1 AND row.created_at >= (SELECT seen.created_at FROM "%1$s".activity_logs AS seen WHERE seen.id = $1)
            ORDER BY row.created_at DESC, row.id DESC LIMIT %3$d
            """;

    private final Pool pool;
    private final String recent;
    private final String after;
    private Set<String> known = new HashSet<>();

    /** @param schema where the table is; a name as the configuration allows it */
    ActivityTail(Pool pool, String schema) {
        this.pool = pool;
        this.recent = RECENT.formatted(schema, COLUMNS, ROWS_MOST);
        this.after = AFTER.formatted(schema, COLUMNS, ROWS_MOST);
    }

    /** What came since the last time, the oldest first, but for the oldest of very many. */
    Future<List<JsonObject>> news() {
        return pool.preparedQuery(recent)
                .execute()
                .map(ActivityTail::oldestFirst)
                .map(this::unknown);
    }

    /** What came after a row, the oldest first, but for the oldest of very many; none where there is no such row. */
    Future<List<JsonObject>> after(UUID seen) {
        return pool.preparedQuery(after).execute(Tuple.of(seen)).map(ActivityTail::oldestFirst);
    }

    private List<JsonObject> unknown(List<JsonObject> rows) {
        Set<String> before = known;
        known = new HashSet<>();
        rows.forEach(row -> known.add(row.getString("id")));
        return rows.stream()
                .filter(row -> !before.contains(row.getString("id")))
                .toList();
    }

    private static List<JsonObject> oldestFirst(RowSet<Row> rows) {
        List<JsonObject> all = new ArrayList<>(ROWS_MOST);
        rows.forEach(row -> all.add(0, row.toJson()));
        return all;
    }
}
