-- The health check: what is wrong now, and what of it is news.

-- Since when the oldest message of a queue has been ready; NULL where none is.
CREATE OR REPLACE FUNCTION taskwire.ready_since(queue text) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
  since timestamptz;
BEGIN
  EXECUTE format('SELECT min(vt) FROM pgmq.%I WHERE vt <= $1', 'q_' || queue) INTO since USING clock_timestamp();
  RETURN since;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.ready_since(text) FROM PUBLIC;

-- What is looked at, and what is wrong with it; NULL where it is well.
CREATE OR REPLACE FUNCTION taskwire.find_trouble(queue_age interval, closed_for interval, listens boolean)
RETURNS TABLE (name text, trouble text)
LANGUAGE sql STABLE AS $$
  SELECT 'queue ' || queue, CASE WHEN ready.since < clock_timestamp() - queue_age
    THEN format('a message has been ready since %s', taskwire.header_time(date_trunc('second', ready.since))) END
  FROM taskwire.worked_queues() AS queue
  CROSS JOIN LATERAL taskwire.ready_since(queue) AS ready (since)
  UNION ALL
  SELECT 'listener', CASE WHEN taskwire.nobody_listens() THEN 'no process listens for wakes, and work waits for the poll' END
  WHERE listens
  UNION ALL
  SELECT 'destination ' || d.name, d.reason FROM taskwire.destination AS d WHERE d.closed_at <= clock_timestamp() - closed_for
$$;
REVOKE EXECUTE ON FUNCTION taskwire.find_trouble(interval, interval, boolean) FROM PUBLIC;

-- Looks, and tells the team of each change in the same transaction. Answers the changes: what is wrong, or NULL where it is well again.
CREATE OR REPLACE FUNCTION taskwire.check_health(queue_age interval, closed_for interval, listens boolean)
RETURNS TABLE (name text, trouble text, since timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('taskwire.check_health', 0));
  FOR name, trouble, since IN
    WITH found AS MATERIALIZED (
      SELECT one.name, one.trouble FROM taskwire.find_trouble(queue_age, closed_for, listens) AS one
    ), told AS (
      INSERT INTO taskwire.health AS known (name, trouble)
      SELECT coalesce(found.name, before.name), found.trouble
      FROM found FULL JOIN taskwire.health AS before ON before.name = found.name
      WHERE (found.trouble IS NULL) <> (before.trouble IS NULL)
      ON CONFLICT ON CONSTRAINT health_pkey DO UPDATE SET trouble = excluded.trouble, since = clock_timestamp()
      RETURNING known.name, known.trouble, known.since
    )
    SELECT told.name, told.trouble, told.since FROM told ORDER BY told.name
  LOOP
    PERFORM taskwire.tell_team('alert', CASE WHEN trouble IS NULL THEN 'Well again: ' ELSE 'Trouble: ' END || name,
      coalesce(trouble || '.', 'What was wrong is over.'), format('health:%s:%s', name, extract(epoch FROM since)),
      jsonb_build_array(taskwire.team_field('About', name), taskwire.team_field('Since', taskwire.header_time(date_trunc('second', since)))));
    RETURN NEXT;
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.check_health(interval, interval, boolean) FROM PUBLIC;
