package dev.taskwire.job;

import dev.taskwire.config.CleanupConfig;
import dev.taskwire.config.CleanupConfig.Retention;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The statements of the clean-up. May be used from any context. */
final class OldRows {
    private static final Logger LOG = LoggerFactory.getLogger(OldRows.class);

    private static final String TARGETS = """
            -- job.cleanup_targets
            SELECT relation, time_column, condition, before, problem FROM taskwire.cleanup_targets($1, $2)
            """;

    private static final String DELETE = """
            -- job.delete_old
            SELECT deleted, latest FROM taskwire.delete_old($1, $2, $3, $4, $5, $6, $7)
            """;

    private static final String FINISH = """
            -- job.cleanup_finished
            UPDATE taskwire.cleanup_run SET finished_at = clock_timestamp(), changed_at = clock_timestamp() WHERE event_id = $1
            RETURNING deleted
            """;

    /** Those whose vacuum this login may not ask for: it neither owns them nor, from Postgres 17 on, may maintain them. */
    private static final String NOT_OURS_TO_VACUUM = """
            -- job.not_ours_to_vacuum
            SELECT one.name AS relation, current_user AS login
            FROM unnest($1::text[]) AS one (name) JOIN pg_class AS c ON c.oid = to_regclass(one.name)
            WHERE NOT pg_has_role(c.relowner, 'USAGE')
              AND NOT CASE WHEN current_setting('server_version_num')::integer >= 170000
                THEN has_table_privilege(c.oid, 'MAINTAIN') ELSE false END
              AND NOT pg_has_role((SELECT datdba FROM pg_database WHERE datname = current_database()), 'USAGE')
            """;

    /** Gives no space back to the system, which would lock out everybody, and leaves a table alone that is vacuumed already. */
    private static final String VACUUM = "VACUUM (ANALYZE, TRUNCATE false, SKIP_LOCKED) ";

    private final Pool pool;
    private final Supplier<Pool> patient;
    private final CleanupConfig config;

    /** @param patient makes a pool whose statements may take long; it is closed after use */
    OldRows(Pool pool, Supplier<Pool> patient, CleanupConfig config) {
        this.pool = pool;
        this.patient = patient;
        this.config = config;
    }

    /**
     * What one batch has done.
     *
     * @param latest the age of the youngest row that is gone; null where none is
     */
    record Batch(int deleted, @Nullable OffsetDateTime latest) {}

    Future<List<CleanupTarget>> targets() {
        return pool.preparedQuery(TARGETS).execute(Tuple.of(keep(), tables())).map((RowSet<Row> rows) -> {
            List<CleanupTarget> targets = new ArrayList<>(rows.size());
            rows.forEach(row -> targets.add(CleanupTarget.from(row)));
            return targets;
        });
    }

    /** One transaction. Goes on where an earlier batch came to. */
    Future<Batch> delete(UUID run, CleanupTarget target, @Nullable OffsetDateTime since) {
        Tuple binds = Tuple.of(run, target.relation(), target.timeColumn())
                .addString(target.condition())
                .addOffsetDateTime(target.before())
                .addOffsetDateTime(since)
                .addInteger(config.batchSize());
        return pool.preparedQuery(DELETE).execute(binds).map(rows -> {
            Row row = rows.iterator().next();
            return new Batch(row.getInteger("deleted"), row.getOffsetDateTime("latest"));
        });
    }

    boolean isFull(Batch batch) {
        return batch.deleted() >= config.batchSize();
    }

    /** Vacuums the tables, outside of any transaction; what this login may not vacuum is left to autovacuum, in words. */
    Future<Void> vacuum(List<String> relations) {
        if (relations.isEmpty()) {
            return Future.succeededFuture();
        }
        Pool connections = patient.get();
        return oursToVacuum(relations)
                .compose(ours -> vacuum(connections, ours))
                .eventually(connections::close);
    }

    private Future<List<String>> oursToVacuum(List<String> relations) {
        return pool.preparedQuery(NOT_OURS_TO_VACUUM)
                .execute(Tuple.of(relations.toArray(String[]::new)))
                .map(rows -> {
                    List<String> ours = new ArrayList<>(relations);
                    for (Row row : rows) {
                        ours.remove(row.getString("relation"));
                        LOG.atInfo()
                                .addKeyValue("table", row.getString("relation"))
                                .addKeyValue("login", row.getString("login"))
                                .log(
                                        "a table is left to autovacuum: the login neither owns it nor has MAINTAIN on it (Postgres 17)");
                    }
                    return ours;
                });
    }

    private static Future<Void> vacuum(Pool connections, List<String> relations) {
        if (relations.isEmpty()) {
            return Future.succeededFuture();
        }
        return connections
                .query(VACUUM + relations.get(0))
                .execute()
                .compose(vacuumed -> vacuum(connections, relations.subList(1, relations.size())));
    }

    /** Answers what all attempts of this run have deleted, by table. */
    Future<JsonObject> finish(UUID run) {
        return pool.preparedQuery(FINISH)
                .execute(Tuple.of(run))
                .map(rows -> rows.size() == 0
                        ? new JsonObject()
                        : rows.iterator().next().getJsonObject("deleted"));
    }

    private JsonObject keep() {
        Retention keep = config.keep();
        return new JsonObject()
                .put("activity_logs", interval(keep.activityLogs()))
                .put("archived_messages", interval(keep.archivedMessages()))
                .put("http_jobs", interval(keep.httpJobs()))
                .put("occurrences", interval(keep.occurrences()))
                .put("mails", interval(keep.mails()));
    }

    private JsonObject tables() {
        JsonObject tables = new JsonObject();
        config.tables()
                .forEach((name, table) -> tables.put(
                        name,
                        new JsonObject()
                                .put("column", table.column())
                                .put("keep", table.keep().map(OldRows::interval).orElse(null))));
        return tables;
    }

    private static String interval(Duration duration) {
        return duration.toSeconds() + " seconds";
    }
}
