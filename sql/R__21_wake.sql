-- The wake: who notifies, and when nobody needs to. The argument for it stands in docs/architecture.md.

-- The sequence of a queue that says until when it is quiet; NULL where there is none.
CREATE OR REPLACE FUNCTION taskwire.quiet_sequence(queue text) RETURNS regclass
LANGUAGE sql STABLE AS $$
  SELECT to_regclass(format('taskwire.%I', 'quiet_' || queue))
$$;
REVOKE EXECUTE ON FUNCTION taskwire.quiet_sequence(text) FROM PUBLIC;

-- How many milliseconds longer the workers of a queue look by themselves and want no wake. Below zero where that is over,
-- NULL where it never was. The moment is kept in a sequence, because that is written without a lock that a writer could
-- meet, outlives a crash, leaves no dead rows and is seen at once under every isolation level.
CREATE OR REPLACE FUNCTION taskwire.quiet_for(sequence regclass) RETURNS double precision
LANGUAGE sql AS $$
  SELECT pg_sequence_last_value(sequence) - date_part('epoch', clock_timestamp()) * 1000
$$;
REVOKE EXECUTE ON FUNCTION taskwire.quiet_for(regclass) FROM PUBLIC;

CREATE OR REPLACE FUNCTION taskwire.quiet_for(queue text) RETURNS double precision
LANGUAGE sql AS $$
  SELECT taskwire.quiet_for(taskwire.quiet_sequence(queue))
$$;
REVOKE EXECUTE ON FUNCTION taskwire.quiet_for(text) FROM PUBLIC;

-- Longer than this nobody keeps a queue quiet: what is further ahead was written before the clock was set back.
CREATE OR REPLACE FUNCTION taskwire.quiet_most() RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$ SELECT 2000.0::double precision $$;
REVOKE EXECUTE ON FUNCTION taskwire.quiet_most() FROM PUBLIC;

-- Whether no process listens for wakes: none has said within its lease that it does.
CREATE OR REPLACE FUNCTION taskwire.nobody_listens() RETURNS boolean
LANGUAGE sql AS $$
  SELECT coalesce(pg_sequence_last_value('taskwire.listened_until'), 0) < date_part('epoch', clock_timestamp()) * 1000
$$;
REVOKE EXECUTE ON FUNCTION taskwire.nobody_listens() FROM PUBLIC;

-- The one place that notifies: tells the workers that a queue has something ready; true where it did. To be called after the
-- enqueueing, whose lock on the queue's table tells the workers to wait for this transaction. The sequence is the queue's.
-- Only a hint. The setting taskwire.wake says when: coalesced (the default) unless the queue is quiet or nobody listens; always;
-- off (a session that must prepare its transaction: two-phase commit can carry no NOTIFY, and the workers' poll finds the
-- message). Simple enough for the planner to inline.
CREATE OR REPLACE FUNCTION taskwire.wake_where(queue text, sequence regclass) RETURNS boolean
LANGUAGE sql AS $$
  SELECT CASE
    WHEN current_setting('taskwire.wake', true) = 'off' THEN false
    WHEN current_setting('taskwire.wake', true) IS DISTINCT FROM 'always'
      AND (taskwire.quiet_for(sequence) BETWEEN 0 AND taskwire.quiet_most() OR taskwire.nobody_listens())
      THEN false
    ELSE pg_notify('taskwire_wake', queue) IS NOT NULL
  END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.wake_where(text, regclass) FROM PUBLIC;

-- The same for any queue.
CREATE OR REPLACE FUNCTION taskwire.wake(queue text) RETURNS boolean
LANGUAGE sql AS $$
  SELECT taskwire.wake_where(queue, taskwire.quiet_sequence(queue))
$$;
REVOKE EXECUTE ON FUNCTION taskwire.wake(text) FROM PUBLIC;
