package dev.taskwire.sql;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import java.util.List;

/** What the triggers of assignments and sign-ups enqueued, read by tests. */
final class NotificationQueue {
    private static final String TAKE = """
            WITH taken AS (DELETE FROM pgmq.q_notifications RETURNING msg_id, message)
            SELECT message::text FROM taken ORDER BY msg_id
            """;

    private final PostgresExtension postgres;

    NotificationQueue(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    /** Takes all messages off the queue, in their order. */
    List<String> take() throws SQLException {
        return postgres.database().rows(TAKE).stream()
                .map(row -> String.valueOf(row.get("message")))
                .toList();
    }
}
