-- The workers' side of the wake: they announce that a queue is about to be quiet, keep it so while they are busy, and look
-- at who is still writing before they rely on being woken again. Times are milliseconds.

-- Says that this process listens for wakes, for so many milliseconds from now; answers whether anybody did until now. Where
-- nobody did, writers have woken nobody, and the process must look at its queues and at who is writing.
CREATE OR REPLACE FUNCTION taskwire.keep_listening(lease double precision) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  now_at CONSTANT double precision := date_part('epoch', clock_timestamp()) * 1000;
  before CONSTANT bigint := pg_sequence_last_value('taskwire.listened_until');
BEGIN
  -- Another process may have a longer lease; what is further ahead than an hour was written before the clock was set back.
  IF before IS NULL OR before NOT BETWEEN now_at + lease AND now_at + 3600000 THEN
    PERFORM setval('taskwire.listened_until', (now_at + lease)::bigint);
  END IF;
  RETURN coalesce(before >= now_at, false);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.keep_listening(double precision) FROM PUBLIC;

-- Tells every process that a queue is about to be quiet, and answers the time at which it did; NULL where it is quiet
-- already. Its commit comes before the quiet begins, so that nobody can be silenced by a worker of whom nobody knows.
CREATE OR REPLACE FUNCTION taskwire.announce_quiet(queue text) RETURNS double precision
LANGUAGE plpgsql AS $$
BEGIN
  IF taskwire.quiet_for(queue) BETWEEN 0 AND taskwire.quiet_most() THEN
    RETURN NULL;
  END IF;
  PERFORM pg_notify('taskwire_wake', 'quiet ' || queue);
  RETURN date_part('epoch', clock_timestamp()) * 1000;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.announce_quiet(text) FROM PUBLIC;

-- Makes a queue quiet for the lease that was announced; false where that has passed, or the queue has no such sequence.
CREATE OR REPLACE FUNCTION taskwire.begin_quiet(queue text, announced_at double precision, lease double precision) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  quiet_until CONSTANT bigint := announced_at + least(lease, taskwire.quiet_most());
BEGIN
  IF quiet_until <= date_part('epoch', clock_timestamp()) * 1000 THEN
    RETURN false;
  END IF;
  RETURN coalesce(setval(taskwire.quiet_sequence(queue), quiet_until) > 0, false);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.begin_quiet(text, double precision, double precision) FROM PUBLIC;

-- Keeps a queue quiet for another lease from now; false where the quiet has ended, so that it must be announced anew.
CREATE OR REPLACE FUNCTION taskwire.keep_quiet(queue text, lease double precision) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  IF taskwire.quiet_for(queue) BETWEEN 0 AND taskwire.quiet_most() THEN
    RETURN setval(taskwire.quiet_sequence(queue),
      (date_part('epoch', clock_timestamp()) * 1000 + least(lease, taskwire.quiet_most()))::bigint) > 0;
  END IF;
  RETURN false;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.keep_quiet(text, double precision) FROM PUBLIC;

-- The transactions that hold the lock on a queue's table that enqueueing takes, open or prepared. They may have found the
-- queue quiet, and then commit without a wake. A lock goes after its transaction's rows can be seen, never before.
CREATE OR REPLACE FUNCTION taskwire.writers(queue text) RETURNS text[]
LANGUAGE sql AS $$
  SELECT coalesce(array_agg(DISTINCT held.virtualtransaction), '{}')
  FROM pg_locks AS held
  WHERE held.locktype = 'relation'
    AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND held.relation = to_regclass(format('pgmq.%I', 'q_' || lower(queue)))
    AND held.mode = 'RowExclusiveLock' AND held.granted AND held.pid IS DISTINCT FROM pg_backend_pid()
$$;
REVOKE EXECUTE ON FUNCTION taskwire.writers(text) FROM PUBLIC;

-- Whether a commit waits for another one's NOTIFY: one lock of the whole cluster orders them.
CREATE OR REPLACE FUNCTION taskwire.notifications_wait() RETURNS boolean
LANGUAGE sql AS $$
  SELECT EXISTS (
    SELECT FROM pg_locks AS waiting
    WHERE waiting.locktype = 'object' AND waiting.classid = 'pg_catalog.pg_database'::regclass AND waiting.objid = 0
      AND NOT waiting.granted)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.notifications_wait() FROM PUBLIC;
