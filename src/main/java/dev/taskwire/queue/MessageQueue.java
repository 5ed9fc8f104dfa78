package dev.taskwire.queue;

import dev.taskwire.config.OnSuccess;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** One pgmq queue. May be used from any context. */
public final class MessageQueue {
    private static final String READ = """
            -- queue.read
            SELECT read.msg_id, read.read_ct, read.enqueued_at, read.message::text AS message, read.headers::text AS headers,
                   coalesce(trouble.attempts, 0) AS attempts, coalesce(trouble.releases, 0) AS releases,
                   CASE WHEN read.read_ct = 1
                        THEN (extract(epoch FROM clock_timestamp() - read.enqueued_at) * 1000000)::bigint END AS waited_micros
            FROM taskwire.read($1::text, $2::integer, $3::integer) AS read
            LEFT JOIN LATERAL (
                -- The limit keeps it from being asked of what was never read before.
                SELECT known.attempts, known.releases
                FROM taskwire.trouble_of($1::text, read.msg_id, read.enqueued_at) AS known
                WHERE read.read_ct > 1
                LIMIT 1
            ) AS trouble ON true
            ORDER BY read.msg_id
            """;

    private static final String DELETE = """
            -- queue.delete
            -- planned each time
            WITH done AS (
                DELETE FROM pgmq.q_%1$s AS message
                USING unnest($1::bigint[], $2::integer[]) AS held (msg_id, read_ct)
                WHERE message.msg_id = held.msg_id AND message.read_ct = held.read_ct
                  AND message.msg_id = ANY ($1::bigint[]) -- lest the plan be to go through the whole queue
                RETURNING message.msg_id, message.read_ct%3$s
            ), forgotten AS (
                DELETE FROM taskwire.troubled_message
                WHERE queue = '%1$s' AND message_id = ANY (ARRAY(SELECT msg_id FROM done WHERE read_ct > 1))
            )%2$s
            SELECT count(*)::integer AS settled FROM done
            """;

    private static final String ARCHIVE = """
            -- queue.archive
            -- planned each time
            WITH done AS (
                DELETE FROM pgmq.q_%1$s AS message
                USING unnest($1::bigint[], $2::integer[]) AS held (msg_id, read_ct)
                WHERE message.msg_id = held.msg_id AND message.read_ct = held.read_ct
                  AND message.msg_id = ANY ($1::bigint[]) -- lest the plan be to go through the whole queue
                RETURNING message.msg_id, message.read_ct, message.enqueued_at, message.vt, message.message, message.headers
            ), archived AS (
                INSERT INTO pgmq.a_%1$s (msg_id, read_ct, enqueued_at, vt, message, headers)
                SELECT msg_id, read_ct, enqueued_at, vt, message, headers FROM done
            ), forgotten AS (
                DELETE FROM taskwire.troubled_message
                WHERE queue = '%1$s' AND message_id = ANY (ARRAY(SELECT msg_id FROM done WHERE read_ct > 1))
            )%2$s
            SELECT count(*)::integer AS settled FROM done
            """;

    /**
     * Waits for nobody, or it and a statement that settles could each have locked what the other wants. Who has a lock is
     * about to settle the message, or an administrator, and then the next extension comes in time.
     */
    private static final String EXTEND = """
            -- queue.extend
            -- planned each time
            WITH held AS (
                SELECT message.msg_id
                FROM pgmq.q_%1$s AS message
                JOIN unnest($1::bigint[], $2::integer[]) AS held (msg_id, read_ct) USING (msg_id, read_ct)
                WHERE message.msg_id = ANY ($1::bigint[])
            ), extended AS (
                UPDATE pgmq.q_%1$s
                SET vt = clock_timestamp() + $3::bigint * interval '1 millisecond'
                WHERE msg_id = ANY (ARRAY(
                    SELECT message.msg_id
                    FROM pgmq.q_%1$s AS message
                    JOIN unnest($1::bigint[], $2::integer[]) AS held (msg_id, read_ct) USING (msg_id, read_ct)
                    WHERE message.msg_id = ANY ($1::bigint[])
                    FOR UPDATE OF message SKIP LOCKED
                ))
            )
            SELECT msg_id FROM held
            """;

    /** By the database's clock, since it is the one that decides what is due. */
    private static final String NEXT_DUE = """
            -- queue.next_due
            SELECT ceil(extract(epoch FROM min(vt) - clock_timestamp()) * 1000)::bigint AS milliseconds FROM pgmq.q_%1$s
            WHERE NOT EXISTS (SELECT FROM taskwire.paused_queue WHERE queue = '%1$s')
            """;

    private final Pool pool;
    private final String name;
    private final BySchedule delete;
    private final BySchedule archive;
    private final ArrangedReading arranged;
    private final String extend;
    private final String nextDue;

    /** @param name a queue's name as the configuration allows it: it becomes part of a table's name */
    public MessageQueue(Pool pool, String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,46}")) {
            throw new IllegalArgumentException("not a queue name: " + name);
        }
        this.pool = pool;
        this.name = name;
        this.arranged = new ArrangedReading(pool, name);
        this.delete = BySchedule.of(
                occurrences -> DELETE.formatted(name, occurrences, occurrences.isEmpty() ? "" : ", message.headers"),
                BySchedule.DONE);
        this.archive = BySchedule.of(occurrences -> ARCHIVE.formatted(name, occurrences), BySchedule.DONE);
        this.extend = EXTEND.formatted(name);
        this.nextDue = NEXT_DUE.formatted(name);
    }

    public String name() {
        return name;
    }

    /**
     * Takes up to {@code limit} ready messages, oldest first unless the queue is arranged otherwise, and hides them from others
     * for the length of the lease.
     */
    public Future<List<Message>> read(int limit, Duration lease) {
        if (arranged.isOn()) {
            return arranged.read(limit, wholeSeconds(lease));
        }
        return pool.preparedQuery(READ)
                .execute(Tuple.of(name, wholeSeconds(lease), limit))
                .map(MessageQueue::messages)
                .compose(batch ->
                        isArranged(batch) ? arranged.begin(limit, wholeSeconds(lease)) : Future.succeededFuture(batch));
    }

    /** Whether the end of a message may let another one begin that was held back. */
    public boolean frees() {
        return arranged.frees();
    }

    /** Wakes the workers of all processes, since this one takes no more. */
    public Future<Void> handOver() {
        return arranged.isOn() ? arranged.wake() : Future.succeededFuture();
    }

    /** Deletes what this delivery still holds, and answers how many messages that were. */
    public Future<Integer> delete(List<Message> messages) {
        return pool.preparedQuery(delete.settling(messages))
                .execute(fences(messages))
                .map(MessageQueue::settled);
    }

    /** Moves what this delivery still holds to the queue's archive, and answers how many messages that were. */
    public Future<Integer> archive(List<Message> messages) {
        return pool.preparedQuery(archive.settling(messages))
                .execute(fences(messages))
                .map(MessageQueue::settled);
    }

    /**
     * Takes a message off the queue and runs work, in one transaction and in this order; where this delivery does not hold the
     * message any more, fails without running the work.
     *
     * @param lost makes the failure for that
     */
    public <T> Future<T> settle(
            Message message, OnSuccess onSuccess, Function<SqlConnection, Future<T>> work, Supplier<Throwable> lost) {
        BySchedule statement = onSuccess == OnSuccess.DELETE ? delete : archive;
        List<Message> one = List.of(message);
        return pool.withTransaction(connection -> connection
                .preparedQuery(statement.settling(one))
                .execute(fences(one))
                .compose(rows -> settled(rows) == 1 ? work.apply(connection) : Future.failedFuture(lost.get())));
    }

    /** Holds messages for another length of the lease; answers the ids of those that this delivery still holds. */
    public Future<Set<Long>> extend(List<Message> messages, Duration lease) {
        return pool.preparedQuery(extend)
                .execute(fences(messages).addLong(lease.toMillis()))
                .map(MessageQueue::ids);
    }

    /** How long it is until the next message is due, zero or less where one is ready; empty where none is there, or it is paused. */
    public Future<Optional<Duration>> nextDue() {
        Optional<Duration> known = arranged.lookIn();
        return known.isPresent() ? Future.succeededFuture(known) : askNextDue();
    }

    private Future<Optional<Duration>> askNextDue() {
        return pool.preparedQuery(nextDue)
                .execute()
                .map(rows -> Optional.ofNullable(rows.iterator().next().getLong("milliseconds"))
                        .map(Duration::ofMillis));
    }

    /** pgmq counts leases in seconds; never less than what was asked for. */
    private static int wholeSeconds(Duration lease) {
        return Math.toIntExact(lease.plusMillis(999).toSeconds());
    }

    /** A queue that is arranged says so in the place of its messages. */
    private static boolean isArranged(List<Message> batch) {
        return batch.size() == 1 && batch.get(0).id() == 0;
    }

    private static int settled(RowSet<Row> rows) {
        return rows.iterator().next().getInteger("settled");
    }

    private static Set<Long> ids(RowSet<Row> rows) {
        Set<Long> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.getLong("msg_id")));
        return ids;
    }

    private static List<Message> messages(RowSet<Row> rows) {
        List<Message> messages = new ArrayList<>(rows.size());
        for (Row row : rows) {
            messages.add(Message.from(row));
        }
        return messages;
    }

    private static Tuple fences(List<Message> messages) {
        return Tuple.tuple()
                .addArrayOfLong(messages.stream().map(Message::id).toArray(Long[]::new))
                .addArrayOfInteger(messages.stream().map(Message::deliveries).toArray(Integer[]::new));
    }
}
