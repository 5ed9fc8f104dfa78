package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks what people want to see: in a transaction that can change nothing, and given up soon. */
final class BriefLook {
    /** Somebody waits in front of a screen, and the workers need the database. */
    private static final Duration STATEMENT_MOST = Duration.ofSeconds(2);

    private static final Duration ANSWERED_MOST = Duration.ofSeconds(10);

    private static final String BEGIN = """
            -- queue.look
            SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = %d
            """.formatted(STATEMENT_MOST.toMillis());

    private BriefLook() {}

    static Future<RowSet<Row>> at(Pool pool, String statement, Tuple binds) {
        return pool.withTransaction(connection -> connection
                        .query(BEGIN)
                        .execute()
                        .compose(begun -> connection.preparedQuery(statement).execute(binds)))
                .timeout(ANSWERED_MOST.toMillis(), TimeUnit.MILLISECONDS)
                .recover(UnknownQueueException::recognize);
    }
}
