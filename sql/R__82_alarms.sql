-- The dead-man's switch: an occurrence without a success by its deadline raises an alarm, and a success ends it.

-- Whether a schedule has had a success at this time of its or a later one.
CREATE OR REPLACE FUNCTION taskwire.succeeded_since(name text, fire_time timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM taskwire.schedule_occurrences AS known
    WHERE known.state = 'done' AND known.name = $1 AND known.fire_time >= $2
  )
$$;
REVOKE EXECUTE ON FUNCTION taskwire.succeeded_since(text, timestamptz) FROM PUBLIC;

-- Whether there is anything to judge at this moment. Asked at every look, also where there are years of occurrences: whatever
-- the statistics say, it goes by the indexes, which hold only what is not judged and what is on.
CREATE OR REPLACE FUNCTION taskwire.deadlines_passed(moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE
SET enable_seqscan = off
AS $$
  SELECT coalesce(
    (SELECT min(known.deadline_at) FROM taskwire.schedule_occurrences AS known WHERE known.judged_at IS NULL) <= moment, false
  ) OR EXISTS (
    SELECT FROM taskwire.schedule_occurrences AS alarm
    WHERE alarm.alarm_raised_at IS NOT NULL AND alarm.alarm_ended_at IS NULL
      AND (taskwire.succeeded_since(alarm.name, alarm.alarm_covers)
        OR NOT EXISTS (SELECT FROM taskwire.schedule AS known WHERE known.name = alarm.name))
  )
$$;
REVOKE EXECUTE ON FUNCTION taskwire.deadlines_passed(timestamptz) FROM PUBLIC;

-- Ends the alarms that are over and raises those that are due, one a schedule at a time: while it is on, further occurrences
-- without a success add none, and it lasts until a success after them. Of several processes one does it, and the others find nothing to tell.
CREATE OR REPLACE FUNCTION taskwire.judge_occurrences()
RETURNS TABLE (raised boolean, schedule text, fire_time timestamptz, deadline_at timestamptz, state text, error text)
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  moment timestamptz := clock_timestamp();
  late record;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('taskwire.judge_occurrences', 0)) THEN
    RETURN;
  END IF;
  RETURN QUERY
    UPDATE taskwire.schedule_occurrences AS alarm SET alarm_ended_at = clock_timestamp()
    WHERE alarm.alarm_raised_at IS NOT NULL AND alarm.alarm_ended_at IS NULL
      AND (taskwire.succeeded_since(alarm.name, alarm.alarm_covers)
        OR NOT EXISTS (SELECT FROM taskwire.schedule AS known WHERE known.name = alarm.name))
    RETURNING false, alarm.name, alarm.fire_time, alarm.deadline_at, alarm.state, alarm.error;
  FOR late IN
    WITH judged AS (
      UPDATE taskwire.schedule_occurrences AS known SET judged_at = clock_timestamp()
      WHERE known.judged_at IS NULL AND known.deadline_at <= moment
      RETURNING known.name, known.fire_time, known.state
    )
    SELECT judged.name, max(judged.fire_time) AS fire_time FROM judged WHERE judged.state <> 'done' GROUP BY judged.name
  LOOP
    UPDATE taskwire.schedule_occurrences AS present SET alarm_covers = greatest(present.alarm_covers, late.fire_time)
    WHERE present.name = late.name AND present.alarm_raised_at IS NOT NULL AND present.alarm_ended_at IS NULL;
    CONTINUE WHEN found;
    RETURN QUERY
      UPDATE taskwire.schedule_occurrences AS alarm
      SET alarm_raised_at = clock_timestamp(), alarm_covers = alarm.fire_time, alarm_ended_at = NULL
      WHERE alarm.name = late.name AND alarm.fire_time = late.fire_time
        AND NOT taskwire.succeeded_since(late.name, late.fire_time)
        AND EXISTS (SELECT FROM taskwire.schedule AS known WHERE known.name = late.name)
      RETURNING true, alarm.name, alarm.fire_time, alarm.deadline_at, alarm.state, alarm.error;
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.judge_occurrences() FROM PUBLIC;
