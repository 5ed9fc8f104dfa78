package dev.taskwire.doctor;

import dev.taskwire.postgres.DatabaseAddress;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlClient;

/**
 * Whether a pooler stands in front of the database, and whether it gives a session to several clients in turn. While one
 * connection holds a transaction open on a session, the other cannot get the same session again; so a session that
 * changes, or is met twice, shows it.
 */
final class PoolerCheck implements Check {
    private static final String SESSION = "SELECT pg_backend_pid() AS pid";

    private final Ground ground;

    PoolerCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "pooler";
    }

    @Override
    public Future<Finding> look() {
        DatabaseAddress address = ground.address();
        return ground.connected(address, first -> ground.connected(address, second -> compared(first, second)));
    }

    private static Future<Finding> compared(PgConnection first, PgConnection second) {
        return pid(first)
                .compose(before -> second.query("BEGIN READ ONLY")
                        .execute()
                        .compose(begun -> pid(second))
                        .compose(other -> pid(first)
                                .map(after -> new Sessions(before, other, after, first.processId()))
                                .compose(met ->
                                        second.query("ROLLBACK").execute().map(met))))
                .map(PoolerCheck::judged);
    }

    private static Finding judged(Sessions met) {
        if (met.before() == met.other() || met.before() != met.after()) {
            return Finding.problem(
                    "a pooler in transaction mode stands in front of the database: sessions change between transactions",
                    "let DATABASE_URL name the server itself, or a pooler in session mode");
        }
        return met.announced() != met.before()
                ? Finding.ok("a pooler in session mode stands in front of the database")
                : Finding.ok("no pooler stands in front of the database");
    }

    private static Future<Integer> pid(SqlClient client) {
        return client.query(SESSION)
                .execute()
                .map(rows -> rows.iterator().next().getInteger("pid"));
    }

    /**
     * The sessions of the server that two connections met.
     *
     * @param before the first one's, before the other began a transaction
     * @param other the other's
     * @param after the first one's, while the other's transaction was open
     * @param announced what the first was told when it connected
     */
    private record Sessions(int before, int other, int after, int announced) {}
}
