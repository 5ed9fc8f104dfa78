package dev.taskwire.doctor;

import dev.taskwire.postgres.PgmqExtension;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/** Which pgmq there is, in which way, and whether it can do what is needed. */
final class PgmqCheck implements Check {
    private static final String STANDING = """
            -- doctor.pgmq
            SELECT found.extension, found.plain, found.tables, found.available,
              string_to_array(coalesce(found.extension, found.plain), '.')::integer[] < '{1,5,0}' AS too_old,
              string_to_array(coalesce(found.extension, found.plain), '.')::integer[] < string_to_array($1, '.')::integer[] AS older,
              EXISTS (SELECT FROM pg_proc WHERE pronamespace = to_regnamespace('pgmq')::oid AND proname = 'send'
                AND proargtypes::oid[] @> ARRAY['jsonb'::regtype::oid, 'timestamptz'::regtype::oid]
                AND pronargs = 4) AS headers
            FROM (
              SELECT (SELECT extversion FROM pg_extension WHERE extname = 'pgmq') AS extension,
                substring(obj_description(to_regnamespace('pgmq')::oid, 'pg_namespace')
                  FROM 'pgmq ([0-9.]+), installed as plain SQL by Taskwire') AS plain,
                to_regclass('pgmq.meta') IS NOT NULL AS tables,
                EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pgmq') AS available
            ) AS found
            """;

    private final Ground ground;

    PgmqCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "pgmq";
    }

    @Override
    public Future<Finding> look() {
        return ground.pool()
                .preparedQuery(STANDING)
                .execute(Tuple.of(PgmqExtension.version()))
                .map(rows -> judged(rows.iterator().next()));
    }

    private static Finding judged(Row row) {
        @Nullable String extension = row.getString("extension");
        if (!row.getBoolean("tables")) {
            return Finding.problem("pgmq is not there", "taskwire migrate");
        }
        if (Boolean.TRUE.equals(row.getBoolean("too_old")) || !row.getBoolean("headers")) {
            return Finding.problem(
                    "pgmq " + (extension == null ? "" : extension + " ")
                            + "is too old: messages need headers, which came" + " with 1.5",
                    "ALTER EXTENSION pgmq UPDATE");
        }
        return extension == null ? plain(row) : Finding.ok("pgmq " + extension + ", an extension");
    }

    private static Finding plain(Row row) {
        @Nullable String version = row.getString("plain");
        String words = version == null ? "pgmq is there as plain SQL" : "pgmq " + version + " is there as plain SQL";
        if (row.getBoolean("available")) {
            return Finding.warning(
                    words + ", but the server has the extension by now",
                    "docs/operations.md#from-pgmq-as-plain-sql-to-the-extension has the statements that move the queues over");
        }
        return Boolean.TRUE.equals(row.getBoolean("older"))
                ? Finding.warning(words + "; this version brings " + PgmqExtension.version(), "taskwire migrate")
                : Finding.ok(words);
    }
}
