package dev.taskwire.notification;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Reads the table of in-app notifications. May be used from any context. */
final class InAppReader {
    private static final String COLUMNS = """
            id, user_key, type, title, message, data,
              to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at,
              to_char(read_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS read_at""";

    /** The overlap is longer than a row can stay invisible after its time was taken. */
    private static final String RECENT = """
            -- notification.in_app_recent
            SELECT %2$s FROM "%1$s".notifications AS row
            WHERE user_key = ANY ($1::text[]) AND row.created_at > clock_timestamp() - interval '15 seconds'
            ORDER BY row.created_at, id LIMIT 10000
            """;

    private static final String AFTER = """
            -- notification.in_app_after
            SELECT %2$s FROM "%1$s".notifications AS row
            WHERE user_key = $1 AND id <> $2
              AND row.created_at >= (SELECT created_at FROM "%1$s".notifications WHERE id = $2 AND user_key = $1)
            ORDER BY row.created_at, id LIMIT 1000
            """;

    private final Pool pool;
    private final String recent;
    private final String after;

    /** @param schema a schema's name as the configuration allows it: it becomes part of a statement */
    InAppReader(Pool pool, String schema) {
        this.pool = pool;
        this.recent = RECENT.formatted(schema, COLUMNS);
        this.after = AFTER.formatted(schema, COLUMNS);
    }

    /** The rows of some users that came within the last seconds, the oldest first. */
    Future<List<JsonObject>> recent(Set<String> userKeys) {
        return pool.preparedQuery(recent)
                .execute(Tuple.tuple().addArrayOfString(userKeys.toArray(String[]::new)))
                .map(InAppReader::rows);
    }

    /** The rows of a user that came after one of them, the oldest first; none where that one is not the user's. */
    Future<List<JsonObject>> after(String userKey, UUID seen) {
        return pool.preparedQuery(after).execute(Tuple.of(userKey, seen)).map(InAppReader::rows);
    }

    private static List<JsonObject> rows(RowSet<Row> rows) {
        List<JsonObject> all = new ArrayList<>(rows.size());
        rows.forEach(row -> all.add(row.toJson()));
        return all;
    }
}
