-- Making, changing and ending schedules. When each fires is worked out by the processes; here only its form is checked.

-- Wakes the schedulers: something has changed. The payload can be no queue's name.
CREATE OR REPLACE FUNCTION taskwire.wake_schedulers() RETURNS boolean
LANGUAGE sql AS $$
  SELECT taskwire.wake('schedules changed')
$$;
REVOKE EXECUTE ON FUNCTION taskwire.wake_schedulers() FROM PUBLIC;

-- Refuses, in words, an expression whose form is wrong; answers it with single blanks between its fields.
CREATE OR REPLACE FUNCTION taskwire.require_cron(cron text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  tidy text := regexp_replace(btrim(cron, E' \t\n\r'), '\s+', ' ', 'g');
BEGIN
  IF cron IS NULL OR tidy !~ '^([0-9A-Za-z*/,?#-]+ ){4,5}[0-9A-Za-z*/,?#-]+$'
    AND tidy !~ '^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$'
  THEN
    RAISE EXCEPTION 'This is no cron expression: %.', coalesce(quote_literal(cron), 'NULL')
      USING ERRCODE = 'invalid_parameter_value',
        HINT = 'Give five fields (minute hour day month weekday, such as ''0 9 * * MON-FRI''), six with seconds first, '
          'a word such as @daily, or an interval such as ''every 15 minutes''.';
  END IF;
  RETURN tidy;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.require_cron(text) FROM PUBLIC;

-- Refuses, in words, what cannot be a schedule's, beside its times.
CREATE OR REPLACE FUNCTION taskwire.require_schedule(wanted taskwire.schedule) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
  problem text := CASE
    WHEN coalesce(length(wanted.name), 0) NOT BETWEEN 1 AND 100 THEN 'its name needs 1 to 100 characters'
    WHEN wanted.message IS NULL THEN 'its message is NULL: give a JSON value, for example ''{}'''
    WHEN wanted.every IS NOT NULL AND (extract(month FROM wanted.every) <> 0 OR extract(year FROM wanted.every) <> 0)
      THEN 'months and years have no fixed length: use a cron expression'
    WHEN wanted.every NOT BETWEEN '1 second' AND '366 days' OR extract(epoch FROM wanted.every) % 1 <> 0
      THEN 'it can fire every second to every 366 days, in whole seconds'
    WHEN wanted.zone IS NULL OR NOT EXISTS (SELECT FROM pg_timezone_names AS zones WHERE zones.name = wanted.zone)
      THEN format('there is no time zone %s: see the view pg_timezone_names, for example ''Europe/Berlin''',
        coalesce(quote_literal(wanted.zone), 'without a name'))
    WHEN wanted.missed IS NULL OR wanted.missed NOT IN ('skip', 'once', 'all')
      THEN 'missed is one of skip, once, all'
    WHEN wanted.most IS NULL OR wanted.most NOT BETWEEN 1 AND 1000 THEN 'most is a number from 1 to 1000'
    WHEN wanted.spread IS NULL OR wanted.spread NOT BETWEEN '0' AND '1 day' THEN 'spread is an interval from 0 to 1 day'
    WHEN wanted.grace IS NULL OR wanted.grace NOT BETWEEN '1 second' AND '1 day'
      THEN 'grace is an interval from 1 second to 1 day'
    WHEN wanted.deadline NOT BETWEEN '1 second' AND '366 days' THEN 'deadline is an interval from 1 second to 366 days'
    WHEN EXISTS (SELECT FROM taskwire.queue WHERE queue.role = 'activity_log' AND queue.name = wanted.queue)
      THEN 'the queue of the activity log is for changes of watched tables'
  END;
BEGIN
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION 'The schedule % cannot be: %.', coalesce(quote_literal(wanted.name), 'without a name'), problem
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM taskwire.require_queue(wanted.queue);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.require_schedule(taskwire.schedule) FROM PUBLIC;

-- Makes a schedule or changes it; answers created, changed or unchanged. Only where its times change does it forget what was
-- due: it then has no past.
CREATE OR REPLACE FUNCTION taskwire.put_schedule(wanted taskwire.schedule) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  created boolean;
BEGIN
  PERFORM taskwire.require_schedule(wanted);
  INSERT INTO taskwire.schedule AS known
    (name, cron, every, zone, queue, message, missed, most, spread, grace, deadline)
  VALUES (wanted.name, wanted.cron, wanted.every, wanted.zone, wanted.queue, wanted.message, wanted.missed, wanted.most,
    wanted.spread, wanted.grace, wanted.deadline)
  ON CONFLICT ON CONSTRAINT schedule_pkey DO UPDATE
  SET cron = excluded.cron, every = excluded.every, zone = excluded.zone, queue = excluded.queue,
    message = excluded.message, missed = excluded.missed, most = excluded.most, spread = excluded.spread,
    grace = excluded.grace, deadline = excluded.deadline,
    version = known.version + 1, changed_at = clock_timestamp(), error = NULL,
    counts_from = CASE WHEN (known.cron, known.every, known.zone) IS DISTINCT FROM (excluded.cron, excluded.every, excluded.zone)
      THEN clock_timestamp() ELSE known.counts_from END,
    next_fire = CASE WHEN (known.cron, known.every, known.zone) IS DISTINCT FROM (excluded.cron, excluded.every, excluded.zone)
      THEN NULL ELSE known.next_fire END
  WHERE (known.cron, known.every, known.zone, known.queue, known.message, known.missed, known.most, known.spread, known.grace,
      known.deadline)
    IS DISTINCT FROM (excluded.cron, excluded.every, excluded.zone, excluded.queue, excluded.message, excluded.missed,
      excluded.most, excluded.spread, excluded.grace, excluded.deadline)
  RETURNING known.version = 1 INTO created;
  IF created IS NULL THEN
    RETURN 'unchanged';
  END IF;
  PERFORM taskwire.wake_schedulers();
  RETURN CASE WHEN created THEN 'created' ELSE 'changed' END;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.put_schedule(taskwire.schedule) FROM PUBLIC;

-- Sends the message to the queue whenever the cron expression says so. Called again with the same values it changes nothing.
CREATE OR REPLACE FUNCTION taskwire.schedule(
  name text, cron text, queue text, message jsonb DEFAULT '{}', zone text DEFAULT 'UTC', missed text DEFAULT 'once',
  most integer DEFAULT 100, spread interval DEFAULT '1 second', grace interval DEFAULT '10 seconds',
  deadline interval DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wanted taskwire.schedule;
  given interval;
BEGIN
  IF cron ~* '^\s*every\s' THEN
    BEGIN
      given := regexp_replace(cron, '^\s*every\s+', '', 'i')::interval;
    EXCEPTION WHEN data_exception THEN
      RAISE EXCEPTION 'This is no interval: %.', quote_literal(cron)
        USING ERRCODE = 'invalid_parameter_value', HINT = 'For example: ''every 15 minutes''.';
    END;
    RETURN taskwire.schedule(name, given, queue, message, missed, most, spread, grace, deadline);
  END IF;
  wanted.name := name;
  wanted.cron := taskwire.require_cron(cron);
  wanted.zone := zone;
  wanted.queue := queue;
  wanted.message := message;
  wanted.missed := missed;
  wanted.most := most;
  wanted.spread := spread;
  wanted.grace := grace;
  wanted.deadline := deadline;
  RETURN taskwire.put_schedule(wanted);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.schedule(text, text, text, jsonb, text, text, integer, interval, interval, interval) FROM PUBLIC;

-- The same at a fixed interval, counted from 1970-01-01T00:00Z, whatever clocks on walls do.
CREATE OR REPLACE FUNCTION taskwire.schedule(
  name text, every interval, queue text, message jsonb DEFAULT '{}', missed text DEFAULT 'once',
  most integer DEFAULT 100, spread interval DEFAULT '1 second', grace interval DEFAULT '10 seconds',
  deadline interval DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wanted taskwire.schedule;
BEGIN
  IF every IS NULL THEN
    RAISE EXCEPTION 'The schedule % cannot be: it needs a cron expression or an interval.', quote_literal(name)
      USING ERRCODE = 'null_value_not_allowed';
  END IF;
  wanted.name := name;
  wanted.every := every;
  wanted.zone := 'UTC';
  wanted.queue := queue;
  wanted.message := message;
  wanted.missed := missed;
  wanted.most := most;
  wanted.spread := spread;
  wanted.grace := grace;
  wanted.deadline := deadline;
  RETURN taskwire.put_schedule(wanted);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.schedule(text, interval, text, jsonb, text, integer, interval, interval, interval) FROM PUBLIC;

-- Ends a schedule; what it has fired stays. Answers whether there was one.
CREATE OR REPLACE FUNCTION taskwire.unschedule(name text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM taskwire.schedule AS known WHERE known.name = $1;
  RETURN found;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.unschedule(text) FROM PUBLIC;

-- Refuses a schedule that is not there, in words.
CREATE OR REPLACE FUNCTION taskwire.known_schedule(name text) RETURNS taskwire.schedule
LANGUAGE plpgsql AS $$
DECLARE
  found_one taskwire.schedule;
BEGIN
  SELECT * INTO found_one FROM taskwire.schedule AS known WHERE known.name = $1;
  IF NOT found THEN
    RAISE EXCEPTION 'There is no schedule %.', coalesce(quote_literal(name), 'without a name')
      USING ERRCODE = 'undefined_object',
        DETAIL = format('The schedules are: %s.',
          coalesce((SELECT string_agg(known.name, ', ' ORDER BY known.name) FROM taskwire.schedule AS known), 'none'));
  END IF;
  RETURN found_one;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.known_schedule(text) FROM PUBLIC;

-- From its commit on, the schedule fires nothing. Answers whether that is new.
CREATE OR REPLACE FUNCTION taskwire.pause_schedule(name text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM taskwire.known_schedule(name);
  UPDATE taskwire.schedule AS known
  SET paused_at = clock_timestamp(), version = version + 1, changed_at = clock_timestamp()
  WHERE known.name = $1 AND paused_at IS NULL;
  RETURN found;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.pause_schedule(text) FROM PUBLIC;

-- The schedule fires again, from now on: what would have been during the pause is not missed. Answers whether it was paused.
CREATE OR REPLACE FUNCTION taskwire.resume_schedule(name text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  resumed boolean;
BEGIN
  PERFORM taskwire.known_schedule(name);
  UPDATE taskwire.schedule AS known
  SET paused_at = NULL, next_fire = NULL, counts_from = clock_timestamp(), error = NULL,
    version = version + 1, changed_at = clock_timestamp()
  WHERE known.name = $1 AND paused_at IS NOT NULL;
  resumed := found;
  IF resumed THEN
    PERFORM taskwire.wake_schedulers();
  END IF;
  RETURN resumed;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.resume_schedule(text) FROM PUBLIC;

-- Brings the schedules of the configuration in: those whose words in it are not what they were, so that what was changed in
-- SQL since stays. Takes away those that are NULL in it and, where it is complete, those that are in it no longer. Answers what
-- was done, schedule by schedule; one that is refused does not keep the others.
DROP FUNCTION IF EXISTS taskwire.configure_schedules(jsonb);
CREATE OR REPLACE FUNCTION taskwire.configure_schedules(configuration jsonb, complete boolean DEFAULT true)
RETURNS TABLE (schedule text, done text, reason text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  entry record;
  wanted taskwire.schedule;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('taskwire.configure_schedules', 0));
  FOR entry IN
    SELECT one.key AS name, one.value AS said
    FROM jsonb_each(configuration) AS one
    LEFT JOIN taskwire.schedule AS known ON known.name = one.key
    WHERE known.configured IS DISTINCT FROM one.value AND one.value <> 'null'
    ORDER BY one.key
  LOOP
    BEGIN
      wanted := jsonb_populate_record(NULL::taskwire.schedule, entry.said || jsonb_build_object('name', entry.name));
      wanted.message := entry.said -> 'message'; -- a JSON null is a message, too
      IF wanted.every IS NULL THEN
        wanted.cron := taskwire.require_cron(wanted.cron);
      END IF;
      schedule := entry.name;
      reason := NULL;
      done := taskwire.put_schedule(wanted);
      UPDATE taskwire.schedule SET configured = entry.said WHERE name = entry.name;
    EXCEPTION WHEN data_exception OR undefined_object OR invalid_parameter_value OR integrity_constraint_violation THEN
      done := 'refused';
      reason := SQLERRM;
    END;
    RETURN NEXT;
  END LOOP;
  RETURN QUERY
    DELETE FROM taskwire.schedule AS known
    WHERE known.configured IS NOT NULL
      AND (configuration -> known.name = 'null' OR complete AND NOT configuration ? known.name)
    RETURNING known.name, 'removed', NULL::text;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.configure_schedules(jsonb, boolean) FROM PUBLIC;
