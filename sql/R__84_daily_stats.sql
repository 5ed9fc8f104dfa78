-- The figures of a day.

-- Counts by a query of the configuration. One that cannot be asked, since a table or a column is not there, counts nothing and
-- says why; what may pass fails the caller.
CREATE OR REPLACE FUNCTION taskwire.count_day(
  query text, from_time timestamptz, until_time timestamptz, OUT counted integer, OUT problem text
)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE replace(query, '{activity_logs}', (SELECT u.relation::text FROM taskwire.user_table AS u WHERE u.name = 'activity_logs'))
  INTO counted USING from_time, until_time;
EXCEPTION WHEN syntax_error_or_access_rule_violation OR invalid_schema_name OR data_exception THEN
  problem := SQLERRM;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.count_day(text, timestamptz, timestamptz) FROM PUBLIC;

-- Whether changes from before this moment still wait on their way into the activity log.
CREATE OR REPLACE FUNCTION taskwire.log_is_behind(moment timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  log_queue text := (SELECT queue.name FROM taskwire.queue JOIN pgmq.meta ON meta.queue_name = queue.name
    WHERE queue.role = 'activity_log');
  behind boolean;
BEGIN
  IF log_queue IS NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('SELECT enqueued_at < $1 FROM pgmq.%I ORDER BY msg_id LIMIT 1', 'q_' || log_queue) INTO behind USING moment;
  RETURN coalesce(behind, false) OR EXISTS (
    SELECT FROM taskwire.parked_message AS parked WHERE parked.queue = log_queue AND parked.enqueued_at < moment);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.log_is_behind(timestamptz) FROM PUBLIC;

-- Counts a day of a zone and writes its row, or writes it anew. Answers the figures that could not be counted, each with the
-- reason; NULL where the activity log is behind, and nothing is written.
CREATE OR REPLACE FUNCTION taskwire.collect_daily_stats(day date, zone text, queries jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  target regclass := (SELECT u.relation FROM taskwire.user_table AS u WHERE u.name = 'daily_stats');
  from_time timestamptz := day::timestamp AT TIME ZONE zone;
  until_time timestamptz := (day + 1)::timestamp AT TIME ZONE zone;
  figures integer[];
  problems jsonb;
  written integer;
BEGIN
  IF taskwire.log_is_behind(until_time) THEN
    RETURN NULL;
  END IF;
  SELECT array_agg(count.counted ORDER BY figure.line),
    coalesce(jsonb_object_agg(figure.name, count.problem) FILTER (WHERE count.problem IS NOT NULL), '{}')
  INTO figures, problems
  FROM unnest(ARRAY['total_tasks', 'created_tasks', 'completed_tasks', 'new_users']) WITH ORDINALITY AS figure (name, line)
  CROSS JOIN LATERAL taskwire.count_day(queries ->> figure.name, from_time, until_time) AS count;

  PERFORM pg_advisory_xact_lock(hashtextextended('taskwire.daily_stats:' || day, 0));
  EXECUTE format('UPDATE %s SET total_tasks = $2[1], created_tasks = $2[2], completed_tasks = $2[3], new_users = $2[4]
    WHERE date = $1', target) USING day, figures;
  GET DIAGNOSTICS written = ROW_COUNT;
  IF written = 0 THEN
    EXECUTE format('INSERT INTO %s (date, total_tasks, created_tasks, completed_tasks, new_users)
      VALUES ($1, $2[1], $2[2], $2[3], $2[4])', target) USING day, figures;
  END IF;
  RETURN problems;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.collect_daily_stats(date, text, jsonb) FROM PUBLIC;

-- The days of a period that have no row yet.
CREATE OR REPLACE FUNCTION taskwire.days_without_stats(first_day date, last_day date) RETURNS SETOF date
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT day FROM (SELECT $1 + n AS day FROM generate_series(0, $2 - $1) AS n) AS days
    WHERE NOT EXISTS (SELECT FROM %s AS stats WHERE stats.date = days.day) ORDER BY day',
    (SELECT u.relation FROM taskwire.user_table AS u WHERE u.name = 'daily_stats')) USING first_day, last_day;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.days_without_stats(date, date) FROM PUBLIC;
