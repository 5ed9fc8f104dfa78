package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a queue that is arranged: in order by key, by priority, or within limits. What may be begun is decided in Postgres; here is
 * kept what the last read has said of the next one. May be used from any context.
 */
final class ArrangedReading {
    private static final String READ = """
            -- queue.read_arranged
            SELECT read.msg_id, read.read_ct, read.enqueued_at, read.message::text AS message, read.headers::text AS headers,
                   read.attempts, read.releases,
                   CASE WHEN read.read_ct = 1
                        THEN (extract(epoch FROM clock_timestamp() - read.enqueued_at) * 1000000)::bigint END AS waited_micros,
                   read.starts_in, read.rest::text AS rest
            FROM taskwire.read_arranged($1::text, $2::integer, $3::integer, $4::text) WITH ORDINALITY
                AS read (msg_id, read_ct, enqueued_at, message, headers, attempts, releases, starts_in, rest, place)
            ORDER BY read.place
            """;

    private static final String WAKE = """
            -- queue.hand_over
            SELECT taskwire.wake($1)
            """;

    private static final Next OFF = new Next(false, false, "", null);

    private final Pool pool;
    private final String queue;
    private volatile Next next = OFF;

    ArrangedReading(Pool pool, String queue) {
        this.pool = pool;
        this.queue = queue;
    }

    /**
     * What a read says of the next one.
     *
     * @param on whether the queue is arranged at all
     * @param frees whether the end of a message may let another one begin
     * @param after the key to go on after
     * @param lookAt when it is worth while to look again, by {@link System#nanoTime}; null where that is not known
     */
    private record Next(
            boolean on,
            boolean frees,
            String after,
            @Nullable Long lookAt) {
        static Next from(JsonObject rest) {
            Double lookIn = rest.getDouble("look_in");
            return new Next(
                    rest.getBoolean("arranged"),
                    rest.getBoolean("frees", false),
                    rest.getString("after", ""),
                    lookIn == null ? null : System.nanoTime() + (long) (lookIn * 1_000_000));
        }

        Next withoutLook() {
            return new Next(on, frees, after, null);
        }
    }

    boolean isOn() {
        return next.on();
    }

    boolean frees() {
        return next.frees();
    }

    /** The first read of a queue that turned out to be arranged. */
    Future<List<Message>> begin(int limit, int leaseSeconds) {
        next = new Next(true, false, "", null);
        return read(limit, leaseSeconds);
    }

    Future<List<Message>> read(int limit, int leaseSeconds) {
        return pool.preparedQuery(READ)
                .execute(Tuple.of(queue, leaseSeconds, limit, next.after()))
                .map(this::messages);
    }

    /** How long it is until a look is worth while; empty where the last read did not say, or was asked before. */
    Optional<Duration> lookIn() {
        Next asked = next;
        next = asked.withoutLook();
        return Optional.ofNullable(asked.lookAt()).map(at -> Duration.ofNanos(Math.max(0, at - System.nanoTime())));
    }

    Future<Void> wake() {
        return pool.preparedQuery(WAKE).execute(Tuple.of(queue)).mapEmpty();
    }

    private List<Message> messages(RowSet<Row> rows) {
        List<Message> messages = new ArrayList<>(rows.size());
        for (Row row : rows) {
            String rest = row.getString("rest");
            if (rest == null) {
                messages.add(Message.from(row, Duration.ofNanos((long) (row.getDouble("starts_in") * 1_000_000))));
            } else {
                next = Next.from(new JsonObject(rest));
            }
        }
        return messages;
    }
}
