package dev.taskwire.doctor;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** Whether many messages were given up lately, or changes went unlogged. */
final class DeadLettersCheck implements Check {
    private static final String TROUBLE = """
            -- doctor.dead_letters
            SELECT 'warning' AS verdict, format('%%s messages were given up within the hour, most because: %%s',
                CASE WHEN sum(n) >= 10000 THEN '10000 or more' ELSE sum(n)::text END, (array_agg(cause ORDER BY n DESC))[1]) AS words,
              'taskwire failures --group --since 1h; mend the cause, then taskwire redrive --since 1h' AS remedy
            FROM (
              SELECT left(coalesce(cause, reason), 120) AS cause, count(*) AS n
              FROM (
                SELECT cause, reason FROM "%s".job_failures
                WHERE failed_at > clock_timestamp() - interval '1 hour' AND redriven_at IS NULL
                LIMIT 10000
              ) AS late
              GROUP BY 1
            ) AS counted
            HAVING sum(n) > $1
            UNION ALL
            SELECT 'warning', format('%%s writes to %%s went unlogged within a day: %%s', count(*), table_name, max(message)),
              'SELECT * FROM taskwire.skipped_change ORDER BY id DESC'
            FROM taskwire.skipped_change
            WHERE skipped_at > clock_timestamp() - interval '1 day'
            GROUP BY table_name
            """;

    private final Ground ground;

    DeadLettersCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "dead-letters";
    }

    @Override
    public Future<Finding> look() {
        String sql = TROUBLE.formatted(ground.config().database().tablesSchema());
        return new Question(sql, Tuple.of(ground.limits().deadLetters()), "few messages were given up lately")
                .ask(ground.pool());
    }
}
