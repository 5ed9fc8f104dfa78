package dev.taskwire.activity;

import dev.taskwire.config.OnSuccess;
import dev.taskwire.queue.Message;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** The table of changes, and the statements that fill it from the queue. May be used from any context. */
public final class ActivityLog {
    /** So many traces are told of a batch at the most. */
    private static final int TRACES_MOST = 32;

    private final Pool pool;
    private final MoveStatement move;
    private final String moveReady;
    private final String moveReadyLeniently;
    private final String moveHeld;

    /**
     * @param queue the queue that the changes come from; a name as the configuration allows it
     * @param tablesSchema where the table is; a name as the configuration allows it, since it becomes part of the SQL
     */
    public ActivityLog(Pool pool, String queue, String tablesSchema, OnSuccess onSuccess) {
        this(pool, new MoveStatement(queue, tablesSchema, onSuccess));
    }

    private ActivityLog(Pool pool, MoveStatement move) {
        this.pool = pool;
        this.move = move;
        this.moveReady = move.strictlyOfReady();
        this.moveReadyLeniently = move.lenientlyOfReady();
        this.moveHeld = move.lenientlyOfHeld();
    }

    /** The same, that tells of each batch which traces its messages came from. */
    public ActivityLog traced() {
        return new ActivityLog(pool, move.traced(TRACES_MOST));
    }

    /** Moves up to {@code limit} ready messages; fails on any that no trigger would make. */
    Future<Moved> move(int limit) {
        return pool.preparedQuery(moveReady).execute(Tuple.of(limit)).map(ActivityLog::moved);
    }

    /** The same for messages that anybody may have sent; fails on those only that are no entries of a log. */
    Future<Moved> moveLeniently(int limit) {
        return pool.preparedQuery(moveReadyLeniently).execute(Tuple.of(limit)).map(ActivityLog::moved);
    }

    /** Moves what these deliveries still hold,: all of them or, failing, none. */
    Future<Moved> moveHeld(List<Message> messages) {
        Tuple binds = Tuple.tuple()
                .addArrayOfLong(messages.stream().map(Message::id).toArray(Long[]::new))
                .addArrayOfInteger(messages.stream().map(Message::deliveries).toArray(Integer[]::new));
        return pool.preparedQuery(moveHeld).execute(binds).map(ActivityLog::moved);
    }

    private static Moved moved(RowSet<Row> rows) {
        return Moved.from(rows.iterator().next());
    }
}
