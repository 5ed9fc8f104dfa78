package dev.taskwire.notification;

import dev.taskwire.postgres.Bisection;
import dev.taskwire.postgres.UuidText;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/** The table of in-app notifications. May be used from any context. */
final class InAppRows {
    private static final String INSERT = """
            -- notification.in_app
            INSERT INTO "%s".notifications (id, user_id, user_key, type, title, message, data)
            SELECT id, user_id, user_key, type, title, message, data
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[])
                AS fresh (id, user_id, user_key, type, title, message, data)
            ON CONFLICT (id) DO NOTHING
            """;

    private final Pool pool;
    private final String insert;

    /** @param schema a schema's name as the configuration allows it: it becomes part of a statement */
    InAppRows(Pool pool, String schema) {
        if (!schema.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a schema name: " + schema);
        }
        this.pool = pool;
        this.insert = INSERT.formatted(schema);
    }

    /** Inserts those that are not there yet, in one statement, and answers which the table refuses and why. */
    Future<Map<InAppRow, Throwable>> insert(List<InAppRow> rows) {
        return Bisection.run(
                rows, some -> pool.preparedQuery(insert).execute(columns(some)).mapEmpty());
    }

    private static Tuple columns(List<InAppRow> rows) {
        return Tuple.tuple()
                .addArrayOfUUID(column(rows, InAppRow::id, UUID[]::new))
                .addArrayOfUUID(
                        column(rows, row -> UuidText.parse(row.userKey()).orElse(null), UUID[]::new))
                .addArrayOfString(column(rows, InAppRow::userKey, String[]::new))
                .addArrayOfString(column(rows, row -> row.text().type(), String[]::new))
                .addArrayOfString(column(rows, row -> row.text().title(), String[]::new))
                .addArrayOfString(column(rows, row -> row.text().message(), String[]::new))
                .addArrayOfJsonObject(column(rows, InAppRow::data, JsonObject[]::new));
    }

    private static <T> T[] column(List<InAppRow> rows, Function<InAppRow, T> value, IntFunction<T[]> array) {
        return rows.stream().map(value).toArray(array);
    }
}
