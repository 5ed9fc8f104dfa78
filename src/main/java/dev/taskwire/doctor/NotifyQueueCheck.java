package dev.taskwire.doctor;

import io.vertx.core.Future;

/** Whether the server has room for notifications: where it has none, commits that notify fail. */
final class NotifyQueueCheck implements Check {
    private static final String TROUBLE = """
            -- doctor.notify_queue
            SELECT CASE WHEN usage > 0.5 THEN 'problem' ELSE 'warning' END AS verdict,
              format('the queue of notifications is full by %s per cent', round((usage * 100)::numeric, 1)) AS words,
              'end the session that listens and stays in a transaction: SELECT pid, usename, query FROM pg_stat_activity WHERE state LIKE ''idle in%'' ORDER BY xact_start' AS remedy
            FROM pg_notification_queue_usage() AS usage
            WHERE usage > 0.1
            """;

    private static final String WELL = "the server has room for notifications";

    private final Ground ground;

    NotifyQueueCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "notify-queue";
    }

    @Override
    public Future<Finding> look() {
        return Question.of(TROUBLE, WELL).ask(ground.pool());
    }
}
