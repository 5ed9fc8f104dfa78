package dev.taskwire.schedule;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of the occurrences of a schedule, for reading. May be used from any context. */
public final class Occurrences {
    private static final String KNOWN = """
            -- schedule.known
            SELECT known.name FROM taskwire.known_schedule($1) AS known
            """;

    /** Those of a schedule that is gone are kept. */
    private static final String LIST = """
            -- schedule.occurrences
            SELECT fire_time, kind, state, queue, message_id, event_id, due_at, finished_at,
                   (extract(epoch FROM duration) * 1000)::bigint AS milliseconds, deadline_at, error
            FROM taskwire.schedule_occurrences
            WHERE name = $1 AND ($2::timestamptz IS NULL OR fire_time < $2::timestamptz)
            ORDER BY fire_time DESC
            LIMIT $3::integer
            """;

    private final Pool pool;

    public Occurrences(Pool pool) {
        this.pool = pool;
    }

    /**
     * The newest first, for programs. Fails in words where there neither is nor was such a schedule.
     *
     * @param before the fire time of the last one of the page before; null for the first page
     */
    public Future<List<JsonObject>> list(String schedule, @Nullable Instant before, int limit) {
        Tuple binds = Tuple.of(schedule)
                .addOffsetDateTime(before == null ? null : before.atOffset(ZoneOffset.UTC))
                .addInteger(limit);
        return pool.preparedQuery(LIST)
                .execute(binds)
                .map(Occurrences::read)
                .compose(found -> found.isEmpty()
                        ? pool.preparedQuery(KNOWN).execute(Tuple.of(schedule)).map(known -> found)
                        : Future.succeededFuture(found));
    }

    private static List<JsonObject> read(RowSet<Row> rows) {
        List<JsonObject> occurrences = new ArrayList<>(rows.size());
        rows.forEach(row -> occurrences.add(toJson(row)));
        return occurrences;
    }

    private static JsonObject toJson(Row row) {
        Long milliseconds = row.getLong("milliseconds");
        return new JsonObject()
                .put("fire_time", time(row, "fire_time"))
                .put("kind", row.getString("kind"))
                .put("state", row.getString("state"))
                .put("queue", row.getString("queue"))
                .put("message_id", row.getLong("message_id"))
                .put("event_id", row.getUUID("event_id").toString())
                .put("due_at", time(row, "due_at"))
                .put("finished_at", time(row, "finished_at"))
                .put("seconds", milliseconds == null ? null : milliseconds / 1000.0)
                .put("deadline_at", time(row, "deadline_at"))
                .put("error", row.getString("error"));
    }

    private static @Nullable String time(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant().toString();
    }
}
