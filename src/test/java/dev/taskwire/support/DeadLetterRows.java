package dev.taskwire.support;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Rows of job_failures as burying writes them, for tests that do not bury. */
public final class DeadLetterRows {
    private final TestDatabase database;

    public DeadLetterRows(TestDatabase database) {
        this.database = database;
    }

    /** One of the queue cleanup_tasks, which failed so many minutes after 2026-01-02T00:00Z. */
    public UUID add(int minute, String reason) throws SQLException {
        return add("cleanup_tasks", minute, reason);
    }

    /** One whose message is {@code {"minute": …}} and whose cause is its reason. */
    public UUID add(String queue, int minute, String reason) throws SQLException {
        return UUID.fromString(Objects.requireNonNull(database.value("""
                INSERT INTO public.job_failures (queue, message_id, event_id, message, headers, reason, cause, errors,
                  attempts, first_attempt_at, failed_at)
                SELECT ?, minute, event_id, jsonb_build_object('minute', minute),
                  jsonb_build_object('event_id', event_id, 'seq', minute), reason, reason,
                  jsonb_build_array(jsonb_build_object('at', at - interval '1 hour', 'attempt', 1, 'reason', 'an earlier one'),
                    jsonb_build_object('at', at, 'attempt', 2, 'reason', reason)), 2, at - interval '1 hour', at
                FROM (SELECT minute, reason, gen_random_uuid() AS event_id,
                        timestamptz '2026-01-02T00:00:00Z' + make_interval(mins => minute) AS at
                      FROM (VALUES (?::integer, ?::text)) AS given (minute, reason)) AS one
                RETURNING id
                """, queue, minute, reason)));
    }

    /** How many of these were sent back. */
    public long redriven(List<UUID> ids) throws SQLException {
        return database.count(
                "SELECT count(*) FROM public.job_failures WHERE redriven_at IS NOT NULL AND id = ANY (?::uuid[])",
                "{" + String.join(",", ids.stream().map(UUID::toString).toList()) + "}");
    }

    /** Takes all away, and what is in the queue. */
    public void clear() throws SQLException {
        database.execute("TRUNCATE public.job_failures, pgmq.q_cleanup_tasks, pgmq.q_notifications");
    }
}
