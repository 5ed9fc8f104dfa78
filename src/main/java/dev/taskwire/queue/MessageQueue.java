package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One pgmq queue. Stateless but for the pool; may be used from any context. */
public final class MessageQueue {
    private static final String READ = """
            -- queue.read
            SELECT msg_id, read_ct, enqueued_at, message, headers
            FROM pgmq.read($1::text, $2::integer, $3::integer)
            """;

    private static final String DELETE = """
            -- queue.delete
            DELETE FROM pgmq.q_%1$s AS message
            USING unnest($1::bigint[], $2::integer[]) AS held (msg_id, read_ct)
            WHERE message.msg_id = held.msg_id AND message.read_ct = held.read_ct
            """;

    private static final String ARCHIVE = """
            -- queue.archive
            WITH done AS (
                DELETE FROM pgmq.q_%1$s AS message
                USING unnest($1::bigint[], $2::integer[]) AS held (msg_id, read_ct)
                WHERE message.msg_id = held.msg_id AND message.read_ct = held.read_ct
                RETURNING message.msg_id, message.read_ct, message.enqueued_at, message.vt, message.message, message.headers
            )
            INSERT INTO pgmq.a_%1$s (msg_id, read_ct, enqueued_at, vt, message, headers)
            SELECT msg_id, read_ct, enqueued_at, vt, message, headers FROM done
            """;

    private final Pool pool;
    private final String name;
    private final String delete;
    private final String archive;

    /** @param name a queue's name as the configuration allows it: it becomes part of a table's name */
    public MessageQueue(Pool pool, String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,46}")) {
            throw new IllegalArgumentException("not a queue name: " + name);
        }
        this.pool = pool;
        this.name = name;
        this.delete = DELETE.formatted(name);
        this.archive = ARCHIVE.formatted(name);
    }

    public String name() {
        return name;
    }

    /** Takes up to {@code limit} ready messages, oldest first, and hides them from others for the length of the lease. */
    public Future<List<Message>> read(int limit, Duration lease) {
        return pool.preparedQuery(READ)
                .execute(Tuple.of(name, Math.toIntExact(lease.toSeconds()), limit))
                .map(MessageQueue::messages);
    }

    /** Deletes what this delivery still holds, and answers how many messages that were. */
    public Future<Integer> delete(List<Message> messages) {
        return pool.preparedQuery(delete).execute(fences(messages)).map(RowSet::rowCount);
    }

    /** Moves what this delivery still holds to the queue's archive, and answers how many messages that were. */
    public Future<Integer> archive(List<Message> messages) {
        return pool.preparedQuery(archive).execute(fences(messages)).map(RowSet::rowCount);
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
