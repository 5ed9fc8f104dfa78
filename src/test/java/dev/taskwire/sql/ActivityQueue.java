package dev.taskwire.sql;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the triggers enqueued, read by tests. */
final class ActivityQueue {
    /** One line an entry: {@code entity_type action entity_id changes}, the last two where there are any. */
    private static final String TAKE = """
            WITH taken AS (DELETE FROM pgmq.q_activity_log RETURNING msg_id, message)
            SELECT concat_ws(' ', message ->> 'entity_type', message ->> 'action', message ->> 'entity_id',
                             message -> 'data' -> 'changes') AS line
            FROM taken
            ORDER BY msg_id
            """;

    private final PostgresExtension postgres;

    ActivityQueue(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    /** Takes all entries off the queue, in their order. */
    List<String> take() throws SQLException {
        return postgres.database().rows(TAKE).stream()
                .map(row -> String.valueOf(row.get("line")))
                .toList();
    }

    /** An expression over {@code message} and {@code headers} of the newest entry, as text. */
    @Nullable
    String newest(String expression) throws SQLException {
        return postgres.database()
                .value("SELECT " + expression + " FROM pgmq.q_activity_log ORDER BY msg_id DESC LIMIT 1");
    }

    /** The new row in the newest entry, under a column's name, as JSON text. */
    @Nullable
    String newValue(String column) throws SQLException {
        return newest("(message -> 'data' -> 'new' -> '" + column + "')");
    }

    boolean holds(String text) throws SQLException {
        return postgres.database()
                        .count("SELECT count(*) FROM pgmq.q_activity_log WHERE message::text LIKE '%" + text + "%'")
                > 0;
    }

    long size() throws SQLException {
        return postgres.database().count("SELECT count(*) FROM pgmq.q_activity_log");
    }
}
