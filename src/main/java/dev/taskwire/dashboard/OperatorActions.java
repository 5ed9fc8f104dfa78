package dev.taskwire.dashboard;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;

/** What people did through the API, the latest first. May be used from any context. */
public final class OperatorActions {
    private static final int SHOWN_MOST = 50;

    private static final String NOTE = """
            -- dashboard.note_action
            INSERT INTO taskwire.operator_actions (actor, action, target, asked, number, status)
            VALUES ($1, $2, $3, $4::jsonb, $5, $6)
            """;

    private static final String LATEST = """
            -- dashboard.actions
            SELECT to_char(done.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
                   done.actor, done.action, done.target, done.asked, done.number, done.status
            FROM taskwire.operator_actions AS done
            ORDER BY done.at DESC
            LIMIT $1::integer
            """;

    private final Pool pool;

    public OperatorActions(Pool pool) {
        this.pool = pool;
    }

    /** Writes one down. */
    public Future<Void> note(OperatorAction action) {
        Tuple binds = Tuple.of(action.actor(), action.action(), action.target())
                .addJsonObject(action.asked().orElse(null))
                .addLong(action.number().orElse(null))
                .addInteger(action.status());
        return pool.preparedQuery(NOTE).execute(binds).mapEmpty();
    }

    /** As JSON. */
    Future<JsonArray> latest() {
        return pool.preparedQuery(LATEST).execute(Tuple.of(SHOWN_MOST)).map(rows -> {
            JsonArray all = new JsonArray();
            rows.forEach(row -> all.add(new JsonObject()
                    .put("at", row.getString("at"))
                    .put("actor", row.getString("actor"))
                    .put("action", row.getString("action"))
                    .put("target", row.getString("target"))
                    .put("asked", row.getJsonObject("asked"))
                    .put("number", row.getLong("number"))
                    .put("status", row.getInteger("status"))));
            return all;
        });
    }
}
