-- Pausing a queue, and resuming it. Who takes messages asks taskwire.paused_queue in the statement that takes them, so that
-- nobody has to hear of it; the processes are told all the same, for the log and the metrics.

-- Tells the processes that a queue was paused or resumed. The payload can be no queue's name.
CREATE OR REPLACE FUNCTION taskwire.wake_pause_watchers() RETURNS boolean
LANGUAGE sql AS $$
  SELECT taskwire.wake('queues paused')
$$;
REVOKE EXECUTE ON FUNCTION taskwire.wake_pause_watchers() FROM PUBLIC;

-- From the commit on no worker takes a message of the queue; what is in hand is finished, and the queue still accepts
-- messages. True where that is new.
CREATE OR REPLACE FUNCTION taskwire.pause(queue text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM taskwire.require_queue(queue);
  INSERT INTO taskwire.paused_queue (queue) VALUES ($1) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM taskwire.wake_pause_watchers();
  RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.pause(text) FROM PUBLIC;

-- Lets the workers take messages of the queue again, and wakes them. True where that is new.
CREATE OR REPLACE FUNCTION taskwire.resume(queue text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM taskwire.paused_queue AS paused WHERE paused.queue = $1;
  IF NOT FOUND THEN
    PERFORM taskwire.require_queue(queue);
    RETURN false;
  END IF;
  PERFORM taskwire.wake(queue), taskwire.wake_pause_watchers();
  RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.resume(text) FROM PUBLIC;
