-- Takes Taskwire out of a database. Not a migration: `migrate --uninstall` runs it, in one transaction, after it has listed
-- what is lost. Run it as the role that installed Taskwire.
--
-- One statement with two settings, both off unless set in the same transaction beforehand:
--   SET LOCAL taskwire.drop_user_tables = 'on'   drops activity_logs, notifications, job_failures too, those excepted that
--                                                were there before Taskwire;
--   SET LOCAL taskwire.drop_queues = 'on'        drops Taskwire's queues with the messages in them.
-- What is left alone: pgmq itself (Java decides), queues of the user, tables that were watched.
DO $$
DECLARE
  statement text;
  queue_name text;
  pg_cron_job record;
  unscheduled boolean;
BEGIN
  -- Triggers first, so that no write meets a trigger whose function is gone. All of them or none: they are looked for by
  -- their functions, also on tables that taskwire.watched_table does not know.
  PERFORM set_config('lock_timeout', '10s', true), set_config('client_min_messages', 'warning', true);
  FOR statement IN
    SELECT format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass)
    FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
    WHERE p.pronamespace = to_regnamespace('taskwire') AND NOT t.tgisinternal AND t.tgparentid = 0
    ORDER BY t.tgrelid, t.tgname
  LOOP
    EXECUTE statement;
  END LOOP;

  -- The job of pg_cron would fail each second from now on.
  IF to_regclass('taskwire.pg_cron_job') IS NOT NULL AND EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
    FOR pg_cron_job IN SELECT job_id, role_name FROM taskwire.pg_cron_job LOOP
      EXECUTE 'SELECT cron.unschedule(job.jobid) FROM cron.job '
        'WHERE job.jobid = $1 AND job.jobname = ''taskwire.fire_due_schedules''' INTO unscheduled USING pg_cron_job.job_id;
      -- A run of an older pg_cron goes on for a minute, and looks each second.
      PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND usename = current_user AND query = 'CALL taskwire.fire_due_schedules_for_a_minute()';
      IF unscheduled IS NULL AND pg_cron_job.role_name <> current_user THEN
        RAISE EXCEPTION 'The job % of pg_cron belongs to role %.', pg_cron_job.job_id, pg_cron_job.role_name
          USING HINT = 'Run migrate --without-pg-cron as that role first, or empty the table taskwire.pg_cron_job where that job is gone.';
      END IF;
    END LOOP;
  END IF;

  IF to_regclass('taskwire.user_table') IS NOT NULL AND current_setting('taskwire.drop_user_tables', true) = 'on' THEN
    FOR statement IN
      SELECT format('DROP TABLE %s', c.oid::regclass)
      FROM taskwire.user_table AS u JOIN pg_class AS c ON c.oid = u.relation
      WHERE NOT u.adopted
    LOOP
      EXECUTE statement;
    END LOOP;
  END IF;

  IF to_regclass('taskwire.queue') IS NOT NULL AND current_setting('taskwire.drop_queues', true) = 'on' THEN
    FOR queue_name IN SELECT q.name FROM taskwire.queue AS q JOIN pgmq.meta AS m ON m.queue_name = q.name LOOP
      PERFORM pgmq.drop_queue(queue_name);
    END LOOP;
  END IF;

  DROP SCHEMA IF EXISTS taskwire CASCADE;
END
$$;
