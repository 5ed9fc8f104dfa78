-- Queues of the user's own: made where they are missing, with what Taskwire's workers want beside a queue.

-- Sees to it that a queue is there; true where it was not. The workers may call it, so that a handler needs no preparation.
CREATE OR REPLACE FUNCTION taskwire.make_queue(queue text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  queue_table CONSTANT text := format('pgmq.%I', 'q_' || queue);
BEGIN
  IF coalesce(queue !~ '^[a-z][a-z0-9_]{0,46}$', true) THEN
    RAISE EXCEPTION 'Not a name for a queue: %.', coalesce(quote_literal(queue), 'NULL')
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Lower case letters, digits and underscores, 47 at most.';
  END IF;
  IF to_regclass(queue_table) IS NOT NULL AND taskwire.quiet_sequence(queue) IS NOT NULL THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('taskwire.make_queue')); -- several processes start at once
  EXECUTE format('CREATE SEQUENCE IF NOT EXISTS taskwire.%I MINVALUE 0', 'quiet_' || queue);
  IF to_regclass(queue_table) IS NULL THEN
    PERFORM pgmq.create(queue_name => queue);
    -- as for Taskwire's own queues, see R__10_queues.sql
    EXECUTE format('ALTER TABLE %s SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
      autovacuum_vacuum_cost_delay = 0, vacuum_truncate = off)', queue_table);
    PERFORM taskwire.open_to_roles();
    RETURN true;
  END IF;
  PERFORM taskwire.open_to_roles();
  RETURN false;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.make_queue(text) FROM PUBLIC;

-- The queues that workers work on: Taskwire's, and those that were made for handlers of the user's.
CREATE OR REPLACE FUNCTION taskwire.worked_queues() RETURNS SETOF text
LANGUAGE sql STABLE AS $$
  SELECT meta.queue_name::text FROM pgmq.meta
  WHERE to_regclass(format('pgmq.%I', 'q_' || meta.queue_name)) IS NOT NULL
    AND (taskwire.quiet_sequence(meta.queue_name) IS NOT NULL OR meta.queue_name IN (SELECT queue.name FROM taskwire.queue))
$$;
REVOKE EXECUTE ON FUNCTION taskwire.worked_queues() FROM PUBLIC;

-- Gives Taskwire's roles, where they are used, their rights on what has just been made. What cannot be given here is said by
-- migrate --roles.
CREATE OR REPLACE FUNCTION taskwire.open_to_roles() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  change text;
BEGIN
  IF NOT taskwire.uses_roles() THEN
    RETURN;
  END IF;
  FOREACH change IN ARRAY ARRAY(
    SELECT one FROM taskwire.missing_rights(true) AS one UNION ALL SELECT one FROM taskwire.missing_rights(false) AS one)
  LOOP
    BEGIN
      EXECUTE change;
    EXCEPTION WHEN insufficient_privilege THEN
      NULL;
    END;
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.open_to_roles() FROM PUBLIC;
