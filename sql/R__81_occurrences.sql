-- Firing: the occurrence's row and its message in one transaction, by whoever comes first.

-- The event of an occurrence: the same whoever sends it, and however often.
CREATE OR REPLACE FUNCTION taskwire.occurrence_event_id(name text, fire_time timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
  SELECT md5('schedule:' || name || ':' || (extract(epoch FROM fire_time) * 1000000)::bigint)::uuid
$$;
REVOKE EXECUTE ON FUNCTION taskwire.occurrence_event_id(text, timestamptz) FROM PUBLIC;

-- A time as it stands in headers.
CREATE OR REPLACE FUNCTION taskwire.header_time(value timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT replace(to_char(value AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z')
$$;
REVOKE EXECUTE ON FUNCTION taskwire.header_time(timestamptz) FROM PUBLIC;

-- Fires one occurrence, unless that was done before. Where its message cannot be sent (its queue is gone), the occurrence has
-- failed for the reason that is answered as unsent; what may pass fails the caller instead.
CREATE OR REPLACE FUNCTION taskwire.fire_occurrence(
  schedule taskwire.schedule, fire_time timestamptz, kind text, delay interval, OUT fired boolean, OUT unsent text
)
LANGUAGE plpgsql AS $$
DECLARE
  event uuid := taskwire.occurrence_event_id(schedule.name, fire_time);
  due timestamptz := clock_timestamp() + delay;
  deadline timestamptz := CASE kind WHEN 'scheduled' THEN fire_time ELSE due END + schedule.deadline;
BEGIN
  INSERT INTO taskwire.schedule_occurrences AS known (name, fire_time, kind, state, event_id, queue, due_at, deadline_at)
  VALUES ((schedule).name, $2, $3, 'claimed', event, (schedule).queue, due, deadline)
  ON CONFLICT ON CONSTRAINT schedule_occurrences_pkey DO UPDATE
  SET kind = excluded.kind, state = excluded.state, queue = excluded.queue, claimed_at = excluded.claimed_at,
    due_at = excluded.due_at, deadline_at = excluded.deadline_at,
    message_id = NULL, sent_at = NULL, finished_at = NULL, error = NULL, judged_at = NULL
  WHERE excluded.kind = 'backfill' AND known.state IN ('failed', 'missed');
  fired := found;
  IF NOT fired THEN
    RETURN;
  END IF;
  BEGIN
    UPDATE taskwire.schedule_occurrences AS known
    SET state = 'sent', sent_at = clock_timestamp(),
      message_id = taskwire.send((schedule).queue, (schedule).message,
        jsonb_build_object('schedule', (schedule).name, 'fire_time', taskwire.header_time($2), 'event_id', event), delay)
    WHERE known.name = (schedule).name AND known.fire_time = $2;
  EXCEPTION WHEN OTHERS THEN
    IF left(SQLSTATE, 2) IN ('40', '53', '55', '57', '58', 'XX') THEN
      RAISE;
    END IF;
    unsent := 'it could not be sent: ' || SQLERRM;
    UPDATE taskwire.schedule_occurrences AS known
    SET state = 'failed', finished_at = clock_timestamp(), error = unsent
    WHERE known.name = (schedule).name AND known.fire_time = $2;
  END;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.fire_occurrence(taskwire.schedule, timestamptz, text, interval) FROM PUBLIC;

-- What a process has worked out to be due: an array of objects with name, version, was (next_fire as it was), next, missed
-- and fired (arrays of times), and spread (milliseconds between two that are fired). Where another process was first, or the
-- schedule has changed or is held by somebody, nothing happens. Answers what has been done.
CREATE OR REPLACE FUNCTION taskwire.fire_schedules(rounds jsonb)
RETURNS TABLE (schedule text, fired integer, missed integer, unsent text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  round jsonb;
  one taskwire.schedule;
  fire record;
BEGIN
  FOR round IN SELECT value FROM jsonb_array_elements(rounds) LOOP
    SELECT * INTO one
    FROM taskwire.schedule AS known
    WHERE known.name = round ->> 'name' AND known.version = (round ->> 'version')::bigint
      AND known.next_fire IS NOT DISTINCT FROM (round ->> 'was')::timestamptz AND known.paused_at IS NULL
    FOR UPDATE SKIP LOCKED;
    CONTINUE WHEN NOT found;
    UPDATE taskwire.schedule AS known
    SET next_fire = (round ->> 'next')::timestamptz, planned_at = clock_timestamp(), unplanned_since = NULL
    WHERE known.name = one.name;
    INSERT INTO taskwire.schedule_occurrences (name, fire_time, kind, state, event_id, queue, deadline_at)
    SELECT one.name, times.value::timestamptz, 'scheduled', 'missed',
      taskwire.occurrence_event_id(one.name, times.value::timestamptz), one.queue, times.value::timestamptz + one.deadline
    FROM jsonb_array_elements_text(round -> 'missed') AS times (value)
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS missed = ROW_COUNT;
    schedule := one.name;
    fired := 0;
    unsent := NULL;
    FOR fire IN
      SELECT result.*
      FROM jsonb_array_elements_text(round -> 'fired') WITH ORDINALITY AS times (value, line),
        taskwire.fire_occurrence(one, times.value::timestamptz, 'scheduled',
          (times.line - 1) * (round ->> 'spread')::bigint * interval '1 millisecond') AS result
      ORDER BY times.line
    LOOP
      fired := fired + fire.fired::integer;
      unsent := coalesce(unsent, fire.unsent);
    END LOOP;
    RETURN NEXT;
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.fire_schedules(jsonb) FROM PUBLIC;

-- Fires a schedule now, beside its own times, also while it is paused; returns the time that the occurrence is known by.
CREATE OR REPLACE FUNCTION taskwire.run_schedule(name text) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  one taskwire.schedule := taskwire.known_schedule(name);
  fire_time timestamptz := clock_timestamp();
BEGIN
  PERFORM taskwire.require_queue(one.queue);
  IF NOT (SELECT result.fired FROM taskwire.fire_occurrence(one, fire_time, 'run', '0') AS result) THEN
    RAISE EXCEPTION 'The schedule % fires at this very moment.', quote_literal(name)
      USING ERRCODE = 'unique_violation', HINT = 'Try again.';
  END IF;
  RETURN fire_time;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.run_schedule(text) FROM PUBLIC;

-- Fires occurrences of the past that had no success: failed and missed ones again, and those of which there is no row.
-- The times are its caller's to work out. The first is due after the delay, each further one later by the spread. Answers how
-- many were fired.
CREATE OR REPLACE FUNCTION taskwire.backfill_schedule(
  name text, fire_times timestamptz[], spread interval, delay interval DEFAULT '0'
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  one taskwire.schedule := taskwire.known_schedule(name);
  fire_time timestamptz;
  fired integer := 0;
BEGIN
  PERFORM taskwire.require_queue(one.queue);
  FOREACH fire_time IN ARRAY fire_times LOOP
    IF fire_time <= clock_timestamp() THEN
      fired := fired + (
        SELECT result.fired::integer
        FROM taskwire.fire_occurrence(one, fire_time, 'backfill', delay + fired * spread) AS result);
    END IF;
  END LOOP;
  RETURN fired;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.backfill_schedule(text, timestamptz[], interval, interval) FROM PUBLIC;

-- For a consumer of one's own that settles by pgmq's functions: says what became of a message, by its headers. Without an
-- error it is done. To be called in the transaction that settles. Answers whether it was an occurrence's. A success stays.
CREATE OR REPLACE FUNCTION taskwire.finish_occurrence(headers jsonb, error text DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE taskwire.schedule_occurrences AS known
  SET state = CASE WHEN $2 IS NULL THEN 'done' ELSE 'failed' END, finished_at = clock_timestamp(), error = $2
  WHERE known.name = headers ->> 'schedule' AND known.fire_time = taskwire.timestamp_or_null(headers ->> 'fire_time')
    AND known.state <> 'done';
  RETURN found;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.finish_occurrence(jsonb, text) FROM PUBLIC;
