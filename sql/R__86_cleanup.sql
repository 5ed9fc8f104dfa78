-- The clean-up: what is old, and its deletion in batches, each a transaction of its own.

-- What Taskwire itself keeps, for how long. The conditions leave alone what somebody may still need: a schedule's latest
-- occurrence, alarms that are on, mails of which nobody knows.
CREATE OR REPLACE FUNCTION taskwire.own_old_rows(keep jsonb)
RETURNS TABLE (relation regclass, time_column text, condition text, kept interval)
LANGUAGE sql STABLE AS $$
  SELECT u.relation::regclass, 'created_at', 'true', (keep ->> 'activity_logs')::interval
  FROM taskwire.user_table AS u WHERE u.name = 'activity_logs'
  UNION ALL
  SELECT to_regclass(format('pgmq.%I', 'a_' || queue.name)), 'archived_at', 'true', (keep ->> 'archived_messages')::interval
  FROM taskwire.queue WHERE to_regclass(format('pgmq.%I', 'a_' || queue.name)) IS NOT NULL
  UNION ALL
  SELECT 'taskwire.schedule_occurrences'::regclass, 'fire_time',
    '(t.alarm_raised_at IS NULL OR t.alarm_ended_at IS NOT NULL) AND EXISTS (SELECT FROM taskwire.schedule_occurrences AS later
      WHERE later.name = t.name AND later.fire_time > t.fire_time)', (keep ->> 'occurrences')::interval
  UNION ALL
  SELECT 'taskwire.cleanup_run'::regclass, 'started_at', 'true', (keep ->> 'occurrences')::interval
  UNION ALL
  SELECT 'taskwire.operator_actions'::regclass, 'at', 'true', (keep ->> 'occurrences')::interval
  UNION ALL
  SELECT 'taskwire.email_deliveries'::regclass, 'changed_at', 't.state NOT IN (''sending'', ''unknown'', ''held'', ''given_up'')',
    (keep ->> 'mails')::interval
  UNION ALL
  SELECT 'taskwire.email_events'::regclass, 'received_at', 'true', (keep ->> 'mails')::interval
  UNION ALL
  SELECT 'taskwire.digest'::regclass, 'closed_at', 't.closed_at IS NOT NULL', (keep ->> 'mails')::interval
  UNION ALL
  SELECT 'taskwire.slack_post'::regclass, 'posted_at', 'true', (keep ->> 'mails')::interval
  UNION ALL
  SELECT 'taskwire.notification_dedup'::regclass, 'until', 'true', '0'
  UNION ALL
  -- Not those that somebody may still redrive or that others wait for.
  SELECT 'taskwire.http_job'::regclass, 'ended_at', 't.status IN (''successful'', ''cancelled'') AND NOT EXISTS (
    SELECT FROM taskwire.http_job_dependency AS d JOIN taskwire.http_job AS later ON later.id = d.job
    WHERE d.depends_on = t.id AND later.ended_at IS NULL)', (keep ->> 'http_jobs')::interval
  UNION ALL
  SELECT 'taskwire.http_flow'::regclass, 'created_at', 'NOT EXISTS (SELECT FROM taskwire.http_job AS j WHERE j.flow = t.id)',
    (keep ->> 'http_jobs')::interval
$$;
REVOKE EXECUTE ON FUNCTION taskwire.own_old_rows(jsonb) FROM PUBLIC;

-- Why a table of the user's cannot be cleaned up, with what to do; NULL where it can.
CREATE OR REPLACE FUNCTION taskwire.cleanup_misfit(name text, time_column text) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN t.oid IS NULL THEN 'there is no such table'
    WHEN t.relkind NOT IN ('r', 'p') THEN 'it is no table'
    WHEN n.nspname = 'taskwire' OR n.nspname = 'pgmq' AND t.relname NOT LIKE 'a\_%' THEN 'it is Taskwire''s or pgmq''s own'
    WHEN NOT has_table_privilege(t.oid, 'SELECT, DELETE') OR NOT has_table_privilege(t.oid, 'UPDATE')
      THEN format('%I may not delete from it: GRANT SELECT, UPDATE, DELETE ON %s TO %1$I', current_user, t.oid::regclass)
    WHEN a.attnum IS NULL THEN format('it has no column %s', time_column)
    WHEN a.atttypid NOT IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
      THEN format('its column %s is no time, but %s', time_column, format_type(a.atttypid, a.atttypmod))
    WHEN t.relkind = 'r' AND pg_relation_size(t.oid) > 64 * 1024 * 1024 AND NOT EXISTS (
        SELECT FROM pg_index AS i WHERE i.indrelid = t.oid AND i.indisvalid AND i.indkey[0] = a.attnum AND i.indpred IS NULL)
      THEN format('it is large and would be read as a whole for each batch: CREATE INDEX CONCURRENTLY ON %s (%I)',
        t.oid::regclass, time_column)
  END
  FROM (SELECT to_regclass(name)) AS named (oid)
  LEFT JOIN pg_class AS t ON t.oid = named.oid
  LEFT JOIN pg_namespace AS n ON n.oid = t.relnamespace
  LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attname = time_column AND NOT a.attisdropped
$$;
REVOKE EXECUTE ON FUNCTION taskwire.cleanup_misfit(text, text) FROM PUBLIC;

-- All that a clean-up goes through, a partitioned table by its partitions. tables: {name: {column, keep}}.
CREATE OR REPLACE FUNCTION taskwire.cleanup_targets(keep jsonb, tables jsonb)
RETURNS TABLE (relation text, time_column text, condition text, before timestamptz, problem text)
LANGUAGE sql STABLE AS $$
  WITH given AS (
    SELECT one.key AS name, one.value ->> 'column' AS time_column, (one.value ->> 'keep')::interval AS kept,
      taskwire.cleanup_misfit(one.key, one.value ->> 'column') AS misfit
    FROM jsonb_each(tables) AS one
  ), fitting AS (
    SELECT own.relation, own.time_column, own.condition, own.kept FROM taskwire.own_old_rows(keep) AS own
    UNION ALL
    SELECT to_regclass(given.name), given.time_column, 'true', given.kept FROM given WHERE given.misfit IS NULL
  )
  SELECT c.oid::regclass::text, fitting.time_column, fitting.condition, now() - fitting.kept, NULL
  FROM fitting
  CROSS JOIN LATERAL (
    SELECT fitting.relation::oid UNION SELECT relid::oid FROM pg_partition_tree(fitting.relation)
  ) AS part (relation)
  JOIN pg_class AS c ON c.oid = part.relation AND c.relkind = 'r'
  UNION ALL
  SELECT given.name, given.time_column, NULL, NULL, given.misfit FROM given WHERE given.misfit IS NOT NULL
$$;
REVOKE EXECUTE ON FUNCTION taskwire.cleanup_targets(jsonb, jsonb) FROM PUBLIC;

-- Deletes up to so many old rows, the oldest first, and counts them in the run's row. since: rows older than that are gone
-- already, so that the dead ones at the head of an index are not gone through again. Rows that somebody holds stay until the next run.
CREATE OR REPLACE FUNCTION taskwire.delete_old(
  run uuid, relation text, time_column text, condition text, before timestamptz, since timestamptz, most integer,
  OUT deleted integer, OUT latest timestamptz
)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('WITH gone AS (
      DELETE FROM ONLY %1$s AS t WHERE t.ctid = ANY (ARRAY(
        SELECT t.ctid FROM ONLY %1$s AS t
        WHERE t.%2$I < $1 AND t.%2$I >= $2 AND (%3$s)
        ORDER BY t.%2$I LIMIT $3 FOR UPDATE SKIP LOCKED))
      RETURNING t.%2$I AS at)
    SELECT count(*), max(at) FROM gone', relation::regclass, time_column, condition)
  INTO deleted, latest USING before, coalesce(since, '-infinity'), most;
  INSERT INTO taskwire.cleanup_run AS known (event_id, deleted, batches)
  VALUES (run, CASE WHEN delete_old.deleted > 0 THEN jsonb_build_object(relation, delete_old.deleted) ELSE '{}' END,
    (delete_old.deleted > 0)::integer)
  ON CONFLICT ON CONSTRAINT cleanup_run_pkey DO UPDATE
  SET deleted = known.deleted || jsonb_build_object(relation, coalesce((known.deleted ->> relation)::bigint, 0) + delete_old.deleted),
    batches = known.batches + 1, changed_at = clock_timestamp()
  WHERE delete_old.deleted > 0;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.delete_old(uuid, text, text, text, timestamptz, timestamptz, integer) FROM PUBLIC;
