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
    private static final int LOOKS = 8;

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
                        .compose(other -> others(first, before, LOOKS)
                                .map(changes -> judged(first.processId(), before, changes || before.equals(other))))
                        .compose(found -> second.query("ROLLBACK").execute().map(found)));
    }

    /** Whether the connection meets another session than before, which it may happen not to do at once. */
    private static Future<Boolean> others(PgConnection connection, int before, int looks) {
        return pid(connection)
                .compose(now -> now != before || looks == 1
                        ? Future.succeededFuture(now != before)
                        : others(connection, before, looks - 1));
    }

    private static Finding judged(int announced, int before, boolean isShared) {
        if (isShared) {
            return Finding.problem(
                    "a pooler in transaction mode stands in front of the database: sessions change between transactions",
                    "let DATABASE_URL name the server itself, or a pooler in session mode");
        }
        return announced != before
                ? Finding.ok("a pooler in session mode stands in front of the database")
                : Finding.ok("no pooler stands in front of the database");
    }

    private static Future<Integer> pid(SqlClient client) {
        return client.query(SESSION)
                .execute()
                .map(rows -> rows.iterator().next().getInteger("pid"));
    }
}
