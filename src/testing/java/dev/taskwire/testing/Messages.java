package dev.taskwire.testing;

import io.vertx.core.json.Json;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** What waits in the queues of a database, and what was given up. */
final class Messages {
    private static final String QUEUES = """
            -- testing.queue_names
            SELECT queue_name FROM pgmq.meta ORDER BY queue_name
            """;

    private static final String ENQUEUED = """
            -- testing.enqueued
            SELECT one.*, one.due_at <= clock_timestamp() AS due
            FROM (
              SELECT msg_id AS id, message::text AS message, headers::text AS headers, enqueued_at, vt AS due_at FROM pgmq."q_%s"
              UNION ALL
              SELECT message_id, message::text, headers::text, enqueued_at, due_at FROM taskwire.parked_message WHERE queue = $1
              UNION ALL
              SELECT message_id, message::text, headers::text, enqueued_at, again_at FROM taskwire.unknown_message WHERE queue = $1
            ) AS one
            ORDER BY one.id
            """;

    private static final String FAILURE_TABLE = """
            -- testing.failure_table
            SELECT relation::text AS name FROM taskwire.user_table WHERE name = 'job_failures'
            """;

    private static final String DEAD_LETTERS = """
            -- testing.dead_letters
            SELECT message_id, message::text AS message, headers::text AS headers, reason, attempts, failed_at
            FROM %s WHERE queue = $1 AND redriven_at IS NULL ORDER BY failed_at, message_id
            """;

    private static final String FORGET = """
            -- testing.forget
            SELECT pgmq.purge_queue(queue_name) FROM pgmq.meta
            """;

    private final Database database;

    Messages(Database database) {
        this.database = database;
    }

    List<EnqueuedMessage> enqueued(String queue) {
        requireQueue(queue);
        return database.rows(ENQUEUED.formatted(queue.toLowerCase(Locale.ROOT)), queue).stream()
                .map(Messages::enqueued)
                .toList();
    }

    List<DeadLetter> deadLetters(String queue) {
        requireQueue(queue);
        return database.rows(DEAD_LETTERS.formatted(failureTable()), queue).stream()
                .map(Messages::deadLetter)
                .toList();
    }

    EnqueuedMessage requireEnqueued(String queue, Object payload) {
        List<EnqueuedMessage> waiting = enqueued(queue);
        @Nullable Object expected = JsonPayload.of(payload);
        return waiting.stream()
                .filter(message -> Objects.equals(message.payload(), expected))
                .findFirst()
                .orElseThrow(() -> new AssertionFailedError(
                        "expected in queue " + queue + ": " + JsonPayload.text(payload) + ", but "
                                + inWords(waiting),
                        JsonPayload.text(payload),
                        lines(waiting)));
    }

    void requireNothingEnqueued(String queue) {
        List<EnqueuedMessage> waiting = enqueued(queue);
        if (!waiting.isEmpty()) {
            throw new AssertionFailedError("expected nothing in queue " + queue + ", but " + inWords(waiting));
        }
    }

    /** Takes away what a test has left, so that the next one finds nothing. */
    void forgetAll() {
        database.rows(FORGET);
        database.run("DELETE FROM taskwire.parked_message; DELETE FROM taskwire.unknown_message;"
                + " DELETE FROM taskwire.troubled_message; DELETE FROM taskwire.unique_message;"
                + " DELETE FROM taskwire.key_pace; DELETE FROM taskwire.idempotency_key; DELETE FROM "
                + failureTable());
    }

    private String failureTable() {
        return database.rows(FAILURE_TABLE).get(0).getString("name");
    }

    /** A name with a slip of the pen would pass for a queue in which nothing is. */
    private void requireQueue(String queue) {
        List<String> queues = database.rows(QUEUES).stream()
                .map(row -> row.getString("queue_name"))
                .toList();
        if (!queues.contains(queue)) {
            throw new AssertionFailedError(
                    "there is no queue " + queue + "; there are: " + String.join(", ", queues));
        }
    }

    private static String inWords(List<EnqueuedMessage> waiting) {
        return waiting.isEmpty() ? "nothing waits there" : "there waits:\n" + lines(waiting);
    }

    private static String lines(List<EnqueuedMessage> waiting) {
        return waiting.stream().map(message -> "  " + message).collect(Collectors.joining("\n"));
    }

    private static EnqueuedMessage enqueued(Row row) {
        return new EnqueuedMessage(
                row.getLong("id"),
                payload(row),
                JsonPayload.headers(row.getString("headers")),
                instant(row, "enqueued_at"),
                instant(row, "due_at"),
                row.getBoolean("due"));
    }

    private static DeadLetter deadLetter(Row row) {
        return new DeadLetter(
                row.getLong("message_id"),
                payload(row),
                JsonPayload.headers(row.getString("headers")),
                row.getString("reason"),
                row.getInteger("attempts"),
                instant(row, "failed_at"));
    }

    private static @Nullable Object payload(Row row) {
        String json = row.getString("message");
        return json == null ? null : Json.decodeValue(json);
    }

    private static Instant instant(Row row, String column) {
        return row.get(OffsetDateTime.class, column).toInstant();
    }
}
