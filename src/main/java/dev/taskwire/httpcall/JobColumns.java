package dev.taskwire.httpcall;

/** A job {@code j} as the JSON that is shown of it, without anything secret. */
final class JobColumns {
    /** In lists. */
    static final String SHORT = """
            jsonb_build_object(
                'id', j.id, 'queue', j.queue, 'status', j.status, 'name', j.name, 'flow', j.flow,
                'path', taskwire.shown_http_url(j.path), 'key', j.concurrency_key, 'attempts', j.attempts,
                'waits_for', j.waits_for, 'awaits_callback', j.callback_until IS NOT NULL AND j.status = 'in_progress',
                'due_at', j.due_at, 'created_at', j.created_at, 'started_at', j.started_at, 'ended_at', j.ended_at,
                'result_status', j.result_status, 'last_error', left(j.errors -> -1 ->> 'reason', 500))""";

    /** What there is beside in the whole job, whose queue is {@code q}. Of a long text only the beginning. */
    static final String WHOLE = """
            jsonb_build_object(
                'method', coalesce(j.method, q.method), 'url', taskwire.shown_http_url(q.url),
                'query', taskwire.shown_http_values(j.query), 'headers', taskwire.shown_http_values(j.headers),
                'payload', CASE WHEN length(j.payload::text) <= 100000 THEN j.payload END,
                'payload_text', CASE WHEN length(j.payload::text) > 100000 THEN left(j.payload::text, 100000) END,
                'attempts_most', q.attempts, 'interruptions', j.interruptions, 'idempotency_key', j.idempotency_key,
                'traceparent', j.traceparent, 'cancelled_by', j.cancelled_by, 'callback_until', j.callback_until,
                'result_headers', taskwire.shown_http_values(j.result_headers),
                'result_body', left(j.result_body, 100000),
                'result_cut', j.result_truncated OR coalesce(length(j.result_body) > 100000, false),
                'errors', j.errors,
                'parents', %s, 'children', %s)""".formatted(neighbours("depends_on", "job"), neighbours("job", "depends_on"));

    private JobColumns() {}

    private static String neighbours(String theirs, String own) {
        return """
                (
                    SELECT coalesce(jsonb_agg(near.shown), '[]') FROM (
                        SELECT jsonb_build_object('job', other.id, 'name', other.name, 'queue', other.queue,
                            'status', other.status, 'on_failure', d.on_failure, 'settled', d.settled) AS shown
                        FROM taskwire.http_job_dependency AS d JOIN taskwire.http_job AS other ON other.id = d.%s
                        WHERE d.%s = j.id ORDER BY other.id LIMIT 200
                    ) AS near
                )""".formatted(theirs, own);
    }
}
