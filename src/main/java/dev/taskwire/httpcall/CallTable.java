package dev.taskwire.httpcall;

import dev.taskwire.httpcall.News.Told;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements of those that make calls. Stateless; may be used from any context. */
final class CallTable {
    private static final String TURN = """
            -- http_calls.turn
            SELECT job, relay, starts_in, call, others
            FROM taskwire.turn_http_calls($1::uuid, $2::jsonb, $3::jsonb, $4::bigint[], $5::integer, $6::integer, $7::jsonb)
            """;

    private static final String KEEP = """
            -- http_calls.keep_process
            SELECT kept, watched FROM taskwire.keep_http_process($1::uuid, $2::bigint * interval '1 millisecond', $3::boolean)
            """;

    private static final String END = """
            -- http_calls.end_process
            SELECT taskwire.end_http_process($1::uuid) AS given_back
            """;

    private final Pool pool;

    CallTable(Pool pool) {
        this.pool = pool;
    }

    /**
     * What a process wants from a turn.
     *
     * @param admit messages to let in at the most
     * @param calls to be given at the most
     * @param relays how many beside those, by queue
     */
    record Wanted(int admit, int calls, Map<String, Integer> relays) {
        static final Wanted NOTHING = new Wanted(0, 0, Map.of());
    }

    /** Tells what came of calls, and asks for more; all of it or, failing, none. */
    Future<Turned> turn(UUID process, Told told, Wanted wanted) {
        JsonObject relays = new JsonObject();
        wanted.relays().forEach(relays::put);
        Tuple binds = Tuple.of(process, told.endedCalls(), told.closedQueues())
                .addArrayOfLong(told.released().toArray(Long[]::new))
                .addInteger(wanted.admit())
                .addInteger(wanted.calls())
                .addJsonObject(relays);
        return pool.preparedQuery(TURN).execute(binds).map(Turned::from);
    }

    /**
     * How it is with those that make calls.
     *
     * @param kept false where the process was counted as dead
     * @param watched whether any process has calls under way, and must be looked after
     */
    record Kept(boolean kept, boolean watched) {}

    /** Says that a process is there for so long, and takes back the permits of those that are not; null for the latter alone. */
    Future<Kept> keep(@Nullable UUID process, Duration lease, boolean begins) {
        return pool.preparedQuery(KEEP)
                .execute(Tuple.of(process, lease.toMillis(), begins))
                .map(rows -> rows.iterator().next())
                .map(row -> new Kept(row.getBoolean("kept"), row.getBoolean("watched")));
    }

    /** Gives back all that a process has in hand; answers how many calls that were. */
    Future<Integer> end(UUID process) {
        return pool.preparedQuery(END)
                .execute(Tuple.of(process))
                .map(rows -> rows.iterator().next().getInteger("given_back"));
    }
}
