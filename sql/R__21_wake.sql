-- The one place that notifies.

-- Tells the workers that a queue has something ready; true where it did. Only a hint: a session that must prepare its
-- transaction (two-phase commit can carry no NOTIFY) sets taskwire.wake to off, and the workers' poll finds the message.
CREATE OR REPLACE FUNCTION taskwire.wake(queue text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('taskwire.wake', true) = 'off' THEN
    RETURN false;
  END IF;
  PERFORM pg_notify('taskwire_wake', queue);
  RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.wake(text) FROM PUBLIC;
