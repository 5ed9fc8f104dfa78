package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps count of what went wrong with the messages of one queue, beside the queue: pgmq's own count rises at every
 * delivery, and as the fence it is never lowered. Only messages that had trouble have a row.
 */
public final class TroubledMessages {
    private static final String RETRY = """
            -- queue.retry
            WITH held AS (
                UPDATE pgmq.q_%1$s
                SET vt = clock_timestamp() + $4::bigint * interval '1 millisecond'
                WHERE msg_id = $2 AND read_ct = $3
                RETURNING msg_id, enqueued_at
            )
            SELECT taskwire.note_trouble($1, msg_id, enqueued_at, $6, 1 - $6, $5, $3) FROM held
            """;

    /** The lock on the destination's row lets it open before or after this, so that nothing waits for one that is open. */
    private static final String PARK = """
            -- queue.park
            WITH closed AS (
                SELECT name FROM taskwire.destination WHERE name = $7::text FOR KEY SHARE
            ), held AS (
                DELETE FROM pgmq.q_%1$s
                WHERE msg_id = $2 AND read_ct = $3 AND ($7::text IS NULL OR EXISTS (SELECT FROM closed))
                RETURNING msg_id, read_ct, enqueued_at, message, headers
            ), parked AS (
                INSERT INTO taskwire.parked_message
                    (queue, message_id, read_ct, enqueued_at, due_at, message, headers, waits_for)
                SELECT $1, msg_id, read_ct, enqueued_at, clock_timestamp() + $4::bigint * interval '1 millisecond', message,
                       coalesce(headers, '{}')
                           || jsonb_build_object('event_id', taskwire.event_id($1, msg_id, enqueued_at, headers)),
                       $7
                FROM held
            )
            SELECT taskwire.note_trouble($1, msg_id, enqueued_at, $6, 1 - $6, $5, $3) FROM held
            """;

    private static final String RELEASE = """
            -- queue.release
            WITH held AS (
                UPDATE pgmq.q_%1$s AS message
                SET vt = clock_timestamp()
                FROM unnest($2::bigint[], $3::integer[]) AS held (msg_id, read_ct)
                WHERE message.msg_id = held.msg_id AND message.read_ct = held.read_ct
                RETURNING message.msg_id, message.read_ct, message.enqueued_at
            ), noted AS (
                SELECT taskwire.note_trouble($1, msg_id, enqueued_at, 0, 1, NULL, read_ct) FROM held
            )
            SELECT count(*)::integer AS released, taskwire.wake($1) FROM noted
            """;

    /** What is due later than this waits outside of the queue, whose reads it would slow down. */
    public static final Duration PARKED_FROM = Duration.ofMinutes(1);

    private final Pool pool;
    private final String queue;
    private final String retry;
    private final String park;
    private final String release;

    public TroubledMessages(Pool pool, MessageQueue queue) {
        this.pool = pool;
        this.queue = queue.name();
        this.retry = RETRY.formatted(queue.name());
        this.park = PARK.formatted(queue.name());
        this.release = RELEASE.formatted(queue.name());
    }

    /**
     * Counts a failed attempt and lets the message come back.
     *
     * @param attempt the number of the attempt that failed, from 1
     * @return whether the message was still this delivery's
     */
    public Future<Boolean> retry(Message message, int attempt, String reason, Duration after) {
        return comeBack(message, after, Optional.of(error(Instant.now(), attempt, reason)), Optional.empty());
    }

    /**
     * Lets the message come back without counting an attempt.
     *
     * @param waitsFor the destination that it waits for: where it is parked, it comes back when that opens, and at once if
     *     that is open by now
     * @return whether the message was still this delivery's
     */
    public Future<Boolean> postpone(Message message, Duration after, Optional<String> waitsFor) {
        return comeBack(message, after, Optional.empty(), waitsFor)
                .compose(held -> held || waitsFor.isEmpty()
                        ? Future.succeededFuture(held)
                        : comeBack(message, Duration.ZERO, Optional.empty(), Optional.empty()));
    }

    private Future<Boolean> comeBack(
            Message message, Duration after, Optional<JsonObject> error, Optional<String> waitsFor) {
        boolean parks = after.compareTo(PARKED_FROM) > 0;
        Tuple binds = Tuple.of(queue, message.id(), message.deliveries(), after.toMillis())
                .addJsonObject(error.orElse(null))
                .addInteger(error.isPresent() ? 1 : 0);
        if (parks) {
            binds.addString(waitsFor.orElse(null));
        }
        return pool.preparedQuery(parks ? park : retry).execute(binds).map(rows -> rows.rowCount() == 1);
    }

    /** Gives messages back at once, which counts as no attempt, and answers how many were still this delivery's. */
    public Future<Integer> release(List<Message> messages) {
        Tuple binds = Tuple.of(queue)
                .addArrayOfLong(messages.stream().map(Message::id).toArray(Long[]::new))
                .addArrayOfInteger(messages.stream().map(Message::deliveries).toArray(Integer[]::new));
        return pool.preparedQuery(release)
                .execute(binds)
                .map(rows -> rows.iterator().next().getInteger("released"));
    }

    static JsonObject error(Instant at, int attempt, String reason) {
        return new JsonObject()
                .put("at", at.toString())
                .put("attempt", attempt)
                .put("reason", FailureReason.storable(reason));
    }
}
