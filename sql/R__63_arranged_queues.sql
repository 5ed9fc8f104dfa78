-- How queues are read that are not simply read oldest first: in order by key, by priority, within limits.

-- What a message's key is, as an expression on a row of pgmq's table: the header that pgmq's own groups go by, of which an
-- index holds so much. '' is no key.
CREATE OR REPLACE FUNCTION taskwire.key_expression("row" text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT format('(coalesce(left(%I.headers ->> ''x-pgmq-group'', 500), '''') COLLATE "C")', $1)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.key_expression(text) FROM PUBLIC;

-- A message's priority in the same way: one digit, 0 where there is none.
CREATE OR REPLACE FUNCTION taskwire.priority_expression("row" text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT format('(coalesce(substring(%I.headers ->> ''priority'' from ''^[0-9]$''), ''0'') COLLATE "C")', $1)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.priority_expression(text) FROM PUBLIC;

-- Makes the indexes by which the queue is read as it is arranged now. Only who makes one locks the queue's table.
CREATE OR REPLACE FUNCTION taskwire.index_arranged_queue(queue text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  queue_table CONSTANT text := format('pgmq.%I', 'q_' || lower(queue));
  wanted record;
BEGIN
  FOR wanted IN
    SELECT one.name, one.columns
    FROM taskwire.arranged_queue AS a
    CROSS JOIN LATERAL (VALUES
      ('q_' || lower($1) || '_key_idx', a.ordered OR a.key_workers IS NOT NULL OR a.key_rate IS NOT NULL,
        taskwire.key_expression('q_' || lower($1)) || ', msg_id'),
      ('q_' || lower($1) || '_rank_idx', a.prioritized, taskwire.priority_expression('q_' || lower($1)) || ' DESC, msg_id')
    ) AS one (name, is_wanted, columns)
    WHERE a.queue = $1 AND one.is_wanted AND to_regclass(format('pgmq.%I', one.name)) IS NULL
  LOOP
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %s (%s)', wanted.name, queue_table, wanted.columns);
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.index_arranged_queue(text) FROM PUBLIC;

-- Begins to arrange a queue, so that its row is there and is locked. The queues whose messages are taken by statements of their own
-- cannot be arranged.
CREATE OR REPLACE FUNCTION taskwire.begin_arranging(queue text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM taskwire.require_queue(queue);
  IF EXISTS (SELECT FROM taskwire.queue AS known WHERE known.name = $1 AND known.role IN ('activity_log', 'http_calls')) THEN
    RAISE EXCEPTION 'Queue % has an order and limits of its own.', quote_literal(queue)
      USING ERRCODE = 'invalid_parameter_value', HINT = 'The limits of HTTP calls are columns of taskwire.http_queue.';
  END IF;
  INSERT INTO taskwire.arranged_queue (queue) VALUES ($1) ON CONFLICT DO NOTHING;
  PERFORM FROM taskwire.arranged_queue AS a WHERE a.queue = $1 FOR UPDATE;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.begin_arranging(text) FROM PUBLIC;

-- Ends it: permits are written from the commit on, indexes are there, and who waits looks again. Where nothing is arranged, and no
-- process has said so, the queue is read by pgmq again.
CREATE OR REPLACE FUNCTION taskwire.end_arranging(queue text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM taskwire.arranged_queue AS a
  WHERE a.queue = $1 AND NOT a.ordered AND NOT a.prioritized AND num_nulls(a.workers, a.key_workers, a.rate, a.key_rate) = 4
    AND coalesce(a.given, '{}') = '{}';
  UPDATE taskwire.arranged_queue AS a
  SET counted_since = CASE WHEN num_nulls(a.workers, a.key_workers) < 2 THEN clock_timestamp() END, all_counted = false
  WHERE a.queue = $1;
  PERFORM taskwire.index_arranged_queue($1);
  PERFORM taskwire.wake($1);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.end_arranging(text) FROM PUBLIC;

-- Has the messages of a key worked on one after another, in the order of their ids; false ends it.
CREATE OR REPLACE FUNCTION taskwire.order_queue(queue text, ordered boolean DEFAULT true) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM taskwire.begin_arranging($1);
  UPDATE taskwire.arranged_queue AS a SET ordered = $2 WHERE a.queue = $1;
  PERFORM taskwire.end_arranging($1);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.order_queue(text, boolean) FROM PUBLIC;

-- Has the messages of a higher priority taken first; false ends it.
CREATE OR REPLACE FUNCTION taskwire.prioritize_queue(queue text, prioritized boolean DEFAULT true) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM taskwire.begin_arranging($1);
  UPDATE taskwire.arranged_queue AS a SET prioritized = $2 WHERE a.queue = $1;
  PERFORM taskwire.end_arranging($1);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.prioritize_queue(text, boolean) FROM PUBLIC;

-- Sets all limits of a queue, over all processes; NULL is none. It counts for every message that is taken after the commit.
CREATE OR REPLACE FUNCTION taskwire.limit_queue(
  queue text, workers integer DEFAULT NULL, key_workers integer DEFAULT NULL, rate numeric DEFAULT NULL, burst integer DEFAULT 1,
  key_rate numeric DEFAULT NULL, key_burst integer DEFAULT 1
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM taskwire.begin_arranging($1);
  UPDATE taskwire.arranged_queue AS a
  SET workers = $2, key_workers = $3, rate = $4, burst = coalesce($5, 1), key_rate = $6, key_burst = coalesce($7, 1)
  WHERE a.queue = $1;
  PERFORM taskwire.end_arranging($1);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.limit_queue(text, integer, integer, numeric, integer, numeric, integer) FROM PUBLIC;

-- Writes down what the options of a starting process say, unless the process before it said the same: so what was changed since by
-- the functions above lasts until the options change. True where it was written.
CREATE OR REPLACE FUNCTION taskwire.arrange_queue(queue text, options jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF coalesce((SELECT a.given FROM taskwire.arranged_queue AS a WHERE a.queue = $1), '{}') = options THEN
    PERFORM taskwire.index_arranged_queue($1); -- the queue may have been made anew
    RETURN false;
  END IF;
  PERFORM taskwire.begin_arranging($1);
  UPDATE taskwire.arranged_queue AS a
  SET ordered = coalesce(said.ordered, false), prioritized = coalesce(said.prioritized, false), workers = said.workers,
    key_workers = said.key_workers, rate = said.rate, burst = coalesce(said.burst, 1), key_rate = said.key_rate,
    key_burst = coalesce(said.key_burst, 1), given = options
  FROM jsonb_to_record(options) AS said (
    ordered boolean, prioritized boolean, workers integer, key_workers integer, rate numeric, burst integer, key_rate numeric,
    key_burst integer)
  WHERE a.queue = $1;
  PERFORM taskwire.end_arranging($1);
  RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.arrange_queue(text, jsonb) FROM PUBLIC;
