package dev.taskwire.doctor;

import io.vertx.core.Future;

/** Whether the jobs of the extension pg_cron that call Taskwire are on, and succeed. */
final class PgCronCheck implements Check {
    private static final String INSTALLED = """
            -- doctor.pg_cron_installed
            SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') AND to_regclass('cron.job') IS NOT NULL AS installed
            """;

    private static final String TROUBLE = """
            -- doctor.pg_cron
            WITH own AS (
              SELECT jobid, jobname, active FROM cron.job
              WHERE database = current_database() AND command LIKE '%taskwire.%'
            )
            SELECT 'problem' AS verdict, format('the job %s of pg_cron is off', coalesce(jobname, jobid::text)) AS words,
              format('SELECT cron.alter_job(%s, active => true)', jobid) AS remedy
            FROM own WHERE NOT active
            UNION ALL
            SELECT 'problem', format('the job %s of pg_cron has failed: %s', coalesce(own.jobname, own.jobid::text), last.return_message),
              format('SELECT * FROM cron.job_run_details WHERE jobid = %s ORDER BY runid DESC LIMIT 10', own.jobid)
            FROM own
            CROSS JOIN LATERAL (
              SELECT status, return_message FROM cron.job_run_details AS run
              WHERE run.jobid = own.jobid AND run.status IN ('succeeded', 'failed')
              ORDER BY run.runid DESC LIMIT 1
            ) AS last
            WHERE own.active AND last.status = 'failed'
            """;

    private final Ground ground;

    PgCronCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "pg_cron";
    }

    @Override
    public Future<Finding> look() {
        return ground.pool()
                .query(INSTALLED)
                .execute()
                .compose(rows -> rows.iterator().next().getBoolean("installed")
                        ? Question.of(TROUBLE, "no job of pg_cron has failed").ask(ground.pool())
                        : Future.succeededFuture(Finding.skipped("pg_cron is not installed")));
    }
}
