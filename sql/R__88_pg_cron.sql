-- Firing schedules by pg_cron, also while no process runs. Processes work the times of cron expressions out ahead; what is
-- due, and what of it was missed, is decided here as they decide it, and both fire through taskwire.fire_schedules.

-- The cron expressions whose fire times are to be worked out, for the first time or anew, and from when on; none where pg_cron
-- is not used.
CREATE OR REPLACE FUNCTION taskwire.plans_wanted(moment timestamptz)
RETURNS TABLE (cron text, zone text, since timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT wanted.cron, wanted.zone, least(wanted.since, moment - interval '1 hour')
  FROM (
    SELECT known.cron, known.zone,
      min(coalesce(known.next_fire, known.counts_from)) FILTER (WHERE known.paused_at IS NULL) AS since
    FROM taskwire.schedule AS known
    WHERE known.cron IS NOT NULL AND known.error IS NULL AND EXISTS (SELECT FROM taskwire.pg_cron_job)
    GROUP BY known.cron, known.zone
  ) AS wanted
  LEFT JOIN taskwire.fire_plan AS plan ON plan.cron = wanted.cron AND plan.zone = wanted.zone
  WHERE plan.cron IS NULL OR plan.covers_from > wanted.since OR plan.planned_at > moment + interval '1 minute'
    OR moment > plan.planned_at + least(interval '1 day', (plan.covers_until - plan.planned_at) / 4)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.plans_wanted(timestamptz) FROM PUBLIC;

-- Keeps what a process has worked out, in the place of what was there: runs is an array of [first, last, step] in seconds.
-- Plans that no schedule needs any more go.
CREATE OR REPLACE FUNCTION taskwire.put_fire_plan(
  cron text, zone text, covers_from timestamptz, covers_until timestamptz, runs jsonb
) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO taskwire.fire_plan AS known (cron, zone, covers_from, covers_until, planned_at)
  VALUES ($1, $2, $3, $4, clock_timestamp())
  ON CONFLICT ON CONSTRAINT fire_plan_pkey DO UPDATE
  SET covers_from = excluded.covers_from, covers_until = excluded.covers_until, planned_at = excluded.planned_at;
  DELETE FROM taskwire.fire_run AS known WHERE known.cron = $1 AND known.zone = $2;
  INSERT INTO taskwire.fire_run (cron, zone, first_fire, last_fire, step_seconds)
  SELECT $1, $2, to_timestamp((run.value ->> 0)::bigint), to_timestamp((run.value ->> 1)::bigint), (run.value ->> 2)::bigint
  FROM jsonb_array_elements(runs) AS run (value);
  DELETE FROM taskwire.fire_plan AS known
  WHERE known.planned_at < clock_timestamp() - interval '7 days'
    AND NOT EXISTS (SELECT FROM taskwire.schedule WHERE schedule.cron = known.cron AND schedule.zone = known.zone);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.put_fire_plan(text, text, timestamptz, timestamptz, jsonb) FROM PUBLIC;

-- A schedule's first so many fire times after one moment and up to another, as far as they are known: those of an interval by
-- counting, those of a cron expression from its plan, whose end is one of them.
CREATE OR REPLACE FUNCTION taskwire.fire_times(
  schedule taskwire.schedule, after timestamptz, until timestamptz, most integer
) RETURNS SETOF timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
  every bigint := extract(epoch FROM schedule.every);
  before bigint := floor(extract(epoch FROM after))::bigint / every * every;
BEGIN
  IF every IS NOT NULL THEN
    RETURN QUERY
      SELECT to_timestamp(before + n * every) FROM generate_series(1, most) AS n
      WHERE before + n * every <= extract(epoch FROM until) ORDER BY n;
    RETURN;
  END IF;
  RETURN QUERY
    SELECT times.fire_time
    FROM (
      SELECT run.first_fire + n * run.step_seconds * interval '1 second' AS fire_time
      FROM taskwire.fire_run AS run,
        LATERAL (SELECT greatest(0, floor(extract(epoch FROM after - run.first_fire) / run.step_seconds) + 1)::bigint AS begin) AS since,
        LATERAL generate_series(since.begin, least(
          floor(extract(epoch FROM least(run.last_fire, until) - run.first_fire) / run.step_seconds)::bigint,
          since.begin + most - 1)) AS n
      WHERE run.cron = schedule.cron AND run.zone = schedule.zone AND run.last_fire > after AND run.first_fire <= until
      UNION ALL
      SELECT plan.covers_until FROM taskwire.fire_plan AS plan
      WHERE plan.cron = schedule.cron AND plan.zone = schedule.zone AND plan.covers_until > after AND plan.covers_until <= until
    ) AS times
    ORDER BY times.fire_time
    LIMIT most;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.fire_times(taskwire.schedule, timestamptz, timestamptz, integer) FROM PUBLIC;

-- A schedule's first fire time after a moment; NULL where it is not known.
CREATE OR REPLACE FUNCTION taskwire.fire_time_after(schedule taskwire.schedule, after timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
  every bigint := extract(epoch FROM schedule.every);
BEGIN
  IF every IS NOT NULL THEN
    RETURN to_timestamp((floor(extract(epoch FROM after))::bigint / every + 1) * every);
  END IF;
  RETURN coalesce(
    (SELECT run.first_fire
        + greatest(0, floor(extract(epoch FROM after - run.first_fire) / run.step_seconds) + 1) * run.step_seconds * interval '1 second'
      FROM taskwire.fire_run AS run
      WHERE run.cron = schedule.cron AND run.zone = schedule.zone AND run.last_fire > after
      ORDER BY run.last_fire LIMIT 1),
    (SELECT plan.covers_until FROM taskwire.fire_plan AS plan
      WHERE plan.cron = schedule.cron AND plan.zone = schedule.zone AND plan.covers_until > after));
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.fire_time_after(taskwire.schedule, timestamptz) FROM PUBLIC;

-- What is to be done about a schedule at a moment, as taskwire.fire_schedules takes it; NULL where its times are not known
-- from where it stands to beyond the moment. Decides as the processes do: see the class Round. STABLE, so that a plan is seen
-- whole while a process replaces it.
CREATE OR REPLACE FUNCTION taskwire.due_round(schedule taskwire.schedule, moment timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  at_once CONSTANT integer := 1000; -- so many at a time, where there are more than one transaction should hold
  anew boolean := coalesce(schedule.planned_at > moment + interval '1 minute', false);
  after timestamptz := CASE WHEN anew THEN moment ELSE coalesce(schedule.next_fire, schedule.counts_from) END;
  known_most integer := at_once + schedule.most;
  due timestamptz[] := '{}';
  fired timestamptz[];
  next timestamptz;
  late integer;
  missed integer;
  is_part boolean;
BEGIN
  IF schedule.every IS NULL AND NOT EXISTS (
    SELECT FROM taskwire.fire_plan AS plan
    WHERE plan.cron = schedule.cron AND plan.zone = schedule.zone AND plan.covers_from <= after
      AND plan.covers_until > moment AND plan.covers_until > after
  ) THEN
    RETURN NULL;
  END IF;
  IF NOT anew AND schedule.next_fire <= moment THEN
    due := ARRAY[schedule.next_fire];
  END IF;
  due := due || ARRAY(SELECT times FROM taskwire.fire_times(schedule, after, moment, known_most + 1) AS times ORDER BY times);
  is_part := cardinality(due) > known_most;
  IF is_part THEN
    next := due[at_once + 1];
    due := due[1:at_once];
  ELSIF cardinality(due) = 0 AND NOT anew AND schedule.next_fire > moment THEN
    next := schedule.next_fire;
  ELSE
    next := taskwire.fire_time_after(schedule, coalesce(due[cardinality(due)], after));
  END IF;
  SELECT count(*) INTO late FROM unnest(due) AS times WHERE times < moment - schedule.grace;
  missed := CASE
    WHEN late = 0 THEN 0
    WHEN schedule.missed = 'skip' THEN late
    WHEN is_part THEN at_once
    WHEN schedule.missed = 'once' THEN cardinality(due) - 1
    ELSE greatest(0, cardinality(due) - schedule.most)
  END;
  fired := due[missed + 1:];
  RETURN jsonb_build_object(
    'name', schedule.name, 'version', schedule.version, 'was', schedule.next_fire, 'next', next,
    'missed', to_jsonb(due[1:missed]), 'fired', to_jsonb(fired),
    'spread', CASE WHEN late > 0 AND NOT is_part AND schedule.missed = 'all'
      THEN (extract(epoch FROM schedule.spread) * 1000)::bigint ELSE 0 END);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.due_round(taskwire.schedule, timestamptz) FROM PUBLIC;

-- Says of schedules that are overdue that nobody has worked their times out: in the row, and once in the server's log. A
-- process that runs is given some time to do it.
CREATE OR REPLACE FUNCTION taskwire.tell_unplanned(names text[], moment timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  told text;
BEGIN
  FOR told IN
    UPDATE taskwire.schedule AS known SET unplanned_since = moment
    WHERE known.name IN (
      SELECT overdue.name FROM taskwire.schedule AS overdue
      WHERE overdue.name = ANY (names) AND overdue.unplanned_since IS NULL
        AND coalesce(overdue.next_fire, overdue.counts_from) < moment - interval '10 seconds'
      FOR UPDATE SKIP LOCKED)
    RETURNING known.name
  LOOP
    RAISE WARNING 'pg_cron cannot fire the schedule %: no process of Taskwire has worked out its times as far as this.',
      quote_literal(told) USING HINT = 'Start one, or run taskwire migrate --with-pg-cron.';
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.tell_unplanned(text[], timestamptz) FROM PUBLIC;

-- Deletes what pg_cron has noted of our job: successes after an hour, failures after a week. Once an hour, at most.
CREATE OR REPLACE FUNCTION taskwire.tidy_pg_cron_log() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  job bigint;
BEGIN
  UPDATE taskwire.pg_cron_job SET log_tidied_at = clock_timestamp()
  WHERE log_tidied_at NOT BETWEEN clock_timestamp() - interval '1 hour' AND clock_timestamp()
  RETURNING job_id INTO job;
  IF job IS NULL THEN
    RETURN;
  END IF;
  BEGIN
    EXECUTE 'DELETE FROM cron.job_run_details WHERE jobid = $1 AND end_time < clock_timestamp() '
      '- CASE status WHEN ''succeeded'' THEN interval ''1 hour'' ELSE interval ''7 days'' END' USING job;
  EXCEPTION WHEN insufficient_privilege OR undefined_table OR invalid_schema_name THEN
    NULL; -- It is kept elsewhere, or not for this role: that stops no schedule.
  END;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.tidy_pg_cron_log() FROM PUBLIC;

-- Fires what is due, as a process does, and answers what it did. It is pg_cron's to call, with the rights of the job's role.
CREATE OR REPLACE FUNCTION taskwire.fire_due_schedules()
RETURNS TABLE (schedule text, fired integer, missed integer, unsent text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  moment timestamptz := clock_timestamp();
  rounds jsonb;
  unplanned text[];
BEGIN
  SELECT jsonb_agg(due.round ORDER BY due.line) FILTER (WHERE due.round IS NOT NULL),
    array_agg(due.name) FILTER (WHERE due.round IS NULL)
  INTO rounds, unplanned
  FROM (
    SELECT (looked.row).name, row_number() OVER () AS line, taskwire.due_round(looked.row, moment) AS round
    FROM (
      SELECT known AS row
      FROM taskwire.schedule AS known
      WHERE known.paused_at IS NULL AND known.error IS NULL
        AND (known.next_fire IS NULL OR known.next_fire <= moment OR known.planned_at > moment + interval '1 minute')
      -- Those that could not be fired, last: they keep no other waiting.
      ORDER BY known.unplanned_since NULLS FIRST, known.next_fire NULLS FIRST, known.name
      LIMIT 100
    ) AS looked
  ) AS due;
  IF unplanned IS NOT NULL THEN
    PERFORM taskwire.tell_unplanned(unplanned, moment);
  END IF;
  IF rounds IS NOT NULL THEN
    RETURN QUERY SELECT done.schedule, done.fired, done.missed, done.unsent FROM taskwire.fire_schedules(rounds) AS done;
  END IF;
  PERFORM taskwire.tidy_pg_cron_log();
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.fire_due_schedules() FROM PUBLIC;

-- Where pg_cron knows no seconds: calls taskwire.fire_due_schedules each second until the minute is over, each time in a
-- transaction of its own. Ends early where the job is taken away or the session's statement_timeout would end it.
CREATE OR REPLACE PROCEDURE taskwire.fire_due_schedules_for_a_minute()
LANGUAGE plpgsql AS $$
DECLARE
  timeout interval := pg_catalog.current_setting('statement_timeout')::interval;
  minute_over timestamptz := pg_catalog.date_trunc('minute', pg_catalog.clock_timestamp() + interval '2 seconds') + interval '1 minute';
  ends timestamptz := CASE WHEN timeout > interval '0'
    THEN least(minute_over, pg_catalog.clock_timestamp() + timeout * 0.7) ELSE minute_over END;
  looks timestamptz;
BEGIN
  LOOP
    PERFORM taskwire.fire_due_schedules();
    COMMIT;
    looks := pg_catalog.date_trunc('second', pg_catalog.clock_timestamp()) + interval '1.005 seconds';
    EXIT WHEN looks >= ends OR NOT EXISTS (SELECT FROM taskwire.pg_cron_job);
    PERFORM pg_catalog.pg_sleep(extract(epoch FROM looks - pg_catalog.clock_timestamp()));
  END LOOP;
END
$$;
REVOKE EXECUTE ON PROCEDURE taskwire.fire_due_schedules_for_a_minute() FROM PUBLIC;
