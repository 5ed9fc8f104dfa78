package dev.taskwire.dashboard;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;

/** Writes down that this process is there, and what it has done. May be used from any context. */
final class HistoryWriter {
    private static final String NOTE = """
            -- dashboard.note_history
            SELECT taskwire.note_history($1::jsonb, $2::jsonb)
            """;

    private final Pool pool;
    private final ProcessFacts process;

    HistoryWriter(Pool pool, ProcessFacts process) {
        this.pool = pool;
        this.process = process;
    }

    Future<Void> note(JsonArray work) {
        JsonObject facts = new JsonObject()
                .put("id", process.id().toString())
                .put("name", process.name())
                .put("version", process.version())
                .put("started_at", process.startedAt().toString());
        return pool.preparedQuery(NOTE).execute(Tuple.of(facts, work)).mapEmpty();
    }
}
