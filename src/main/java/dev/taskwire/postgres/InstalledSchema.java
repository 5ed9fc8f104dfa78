package dev.taskwire.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import java.util.HashSet;
import java.util.Set;

/** Looks whether a database has what this version needs, without what a migration needs. May be used from any context. */
public final class InstalledSchema {
    private static final String SCRIPTS = """
            -- schema.scripts
            SELECT script FROM taskwire.flyway_schema_history WHERE success
            """;

    private static final String TABLES_SCHEMA = """
            -- schema.tables
            SELECT namespace.nspname::text AS name
            FROM taskwire.user_table AS known
            JOIN pg_class AS present ON present.oid = known.relation
            JOIN pg_namespace AS namespace ON namespace.oid = present.relnamespace
            WHERE known.name = 'job_failures'
            """;

    /** No such schema, no such table, no right to look at either. */
    private static final Set<String> NOT_THERE = Set.of("3F000", "42P01", "42501");

    private final Vertx vertx;
    private final Pool pool;

    public InstalledSchema(Vertx vertx, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
    }

    /**
     * Answers the schema of the tables that users query. Fails with a {@link MigrationException}, which names the command, where
     * something is left to migrate. What a newer version has beyond this one does no harm.
     */
    public Future<String> check() {
        return vertx.executeBlocking(PackagedScripts::names)
                .compose(needed -> applied().compose(applied -> lackNothing(needed, applied)))
                .compose(complete -> tablesSchema())
                .recover(InstalledSchema::inWords);
    }

    private Future<Set<String>> applied() {
        return pool.query(SCRIPTS).execute().map(rows -> {
            Set<String> scripts = new HashSet<>();
            rows.forEach(row -> scripts.add(row.getString("script")));
            return scripts;
        });
    }

    private static Future<Void> lackNothing(Set<String> needed, Set<String> applied) {
        Set<String> missing = new HashSet<>(needed);
        missing.removeAll(applied);
        return missing.isEmpty()
                ? Future.succeededFuture()
                : Future.failedFuture(new MigrationException("the database lacks " + missing.size()
                        + " migrations that this version needs: run `java -jar taskwire.jar migrate` as the owner of"
                        + " schema taskwire"));
    }

    private Future<String> tablesSchema() {
        return pool.query(TABLES_SCHEMA)
                .execute()
                .map(rows -> rows.iterator().next().getString("name"));
    }

    private static Future<String> inWords(Throwable failure) {
        return Future.failedFuture(
                failure instanceof PgException refused && NOT_THERE.contains(refused.getSqlState())
                        ? new MigrationException(
                                "this login finds no Taskwire in the database (" + refused.getErrorMessage()
                                        + "): run `java -jar taskwire.jar migrate`, as a login that may",
                                failure)
                        : failure);
    }
}
