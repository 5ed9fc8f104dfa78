package dev.taskwire.embedded;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/** Makes changes as an application would: each in a transaction of its own that says who acts. */
final class ChangeWriter {
    private static final String ACT_AS = """
            -- demo.act_as
            SELECT set_config('taskwire.actor_id', $1::text, true) AS actor
            """;

    private final Pool pool;
    private final ChangeObserver observer;

    ChangeWriter(Pool pool, ChangeObserver observer) {
        this.pool = pool;
        this.observer = observer;
    }

    /** Completes when the transaction is over; fails where it failed without being meant to. */
    Future<Void> write(PlannedChange plan) {
        return new Attempt(plan).run();
    }

    /** One transaction. It may find no row to change, and then nothing has happened. */
    private final class Attempt {
        private final PlannedChange plan;
        private @Nullable Change change;

        Attempt(PlannedChange plan) {
            this.plan = plan;
        }

        Future<Void> run() {
            return pool.withTransaction(this::change)
                    .onSuccess(committed -> tellCommitted())
                    .recover(this::tellFailed);
        }

        private Future<Void> change(SqlConnection connection) {
            return connection
                    .preparedQuery(ACT_AS)
                    .execute(Tuple.of(plan.actor().id()))
                    .compose(acting ->
                            connection.preparedQuery(plan.kind().sql()).execute(plan.binds()))
                    .compose(this::tellBegan);
        }

        private Future<Void> tellBegan(RowSet<Row> rows) {
            for (Row row : rows) {
                change = new Change(
                        plan,
                        new RowChange(ChangeWriter.json(row, "before"), ChangeWriter.json(row, "after")),
                        row.getOffsetDateTime("changed_at").toInstant());
                observer.began(change);
            }
            return plan.rolledBack() ? Future.failedFuture(new RolledBackException()) : Future.succeededFuture();
        }

        private void tellCommitted() {
            if (change != null) {
                observer.committed(change);
            }
        }

        private Future<Void> tellFailed(Throwable failure) {
            if (failure instanceof RolledBackException) {
                if (change != null) {
                    observer.rolledBack(change);
                }
                return Future.succeededFuture();
            }
            if (change != null) {
                observer.lost(change);
            }
            return Future.failedFuture(failure);
        }
    }

    private static JsonObject json(Row row, String column) {
        return row.getValue(column) instanceof JsonObject json ? json : new JsonObject();
    }

    /** Ends a transaction without a commit, as planned. */
    private static final class RolledBackException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
