-- job_failures is read by time: the newest first in lists, the oldest first where failures are sent back.

DO $$
DECLARE
  failures regclass := (SELECT u.relation FROM taskwire.user_table AS u WHERE u.name = 'job_failures');
BEGIN
  EXECUTE format('CREATE INDEX ON %s (failed_at, id)', failures);
END
$$;
