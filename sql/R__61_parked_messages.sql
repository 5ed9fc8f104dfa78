-- Messages that are due later wait outside of their queue, and come back when it is time.

-- What is due later than this is parked; the workers' code has the same figure.
CREATE OR REPLACE FUNCTION taskwire.parked_from() RETURNS interval
LANGUAGE sql IMMUTABLE AS $$ SELECT interval '1 minute' $$;
REVOKE EXECUTE ON FUNCTION taskwire.parked_from() FROM PUBLIC;

-- Parks messages under ids of their queue, in their order. Nobody is woken: the workers look for what comes due sooner than
-- a message can be that is parked now.
CREATE OR REPLACE FUNCTION taskwire.park(queue text, messages jsonb[], headers jsonb[], due timestamptz) RETURNS SETOF bigint
LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY
    INSERT INTO taskwire.parked_message (queue, message_id, due_at, message, headers)
    SELECT $1, nextval(pg_get_serial_sequence(format('pgmq.%I', 'q_' || lower($1)), 'msg_id')), $4, one.message, one.headers
    FROM unnest($2, $3) WITH ORDINALITY AS one (message, headers, line)
    ORDER BY one.line
    RETURNING parked_message.message_id;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.park(text, jsonb[], jsonb[], timestamptz) FROM PUBLIC;

-- Brings back what is due, the longest due first, and wakes the workers. Several processes may call it at once. A message
-- keeps its id, so that its troubles stay its own; where a queue that was created anew has given that id to another, it
-- gets a new one. What waits for a queue that is gone goes on waiting.
CREATE OR REPLACE FUNCTION taskwire.promote(most integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  one_queue text;
  of_queue integer;
  promoted integer := 0;
BEGIN
  FOR one_queue IN
    SELECT DISTINCT due.queue
    FROM (
      SELECT parked.queue FROM taskwire.parked_message AS parked
      WHERE parked.due_at <= clock_timestamp() ORDER BY parked.due_at LIMIT most
    ) AS due
    WHERE to_regclass(format('pgmq.%I', 'q_' || lower(due.queue))) IS NOT NULL
  LOOP
    EXECUTE format($promote$
      WITH due AS (
        DELETE FROM taskwire.parked_message AS parked
        USING (
          SELECT ready.queue, ready.message_id FROM taskwire.parked_message AS ready
          WHERE ready.queue = $1 AND ready.due_at <= clock_timestamp()
          ORDER BY ready.due_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ) AS ready
        WHERE parked.queue = ready.queue AND parked.message_id = ready.message_id
        RETURNING parked.*, EXISTS (SELECT FROM pgmq.%1$I AS taken WHERE taken.msg_id = parked.message_id) AS id_is_taken
      ), back AS (
        INSERT INTO pgmq.%1$I (msg_id, read_ct, enqueued_at, vt, message, headers) OVERRIDING SYSTEM VALUE
        SELECT message_id, read_ct, enqueued_at, due_at, message, headers FROM due WHERE NOT id_is_taken
      ), anew AS (
        INSERT INTO pgmq.%1$I (enqueued_at, vt, message, headers)
        SELECT enqueued_at, due_at, message, headers FROM due WHERE id_is_taken
      )
      SELECT count(*) FROM due
    $promote$, 'q_' || lower(one_queue)) INTO of_queue USING one_queue, most;
    IF of_queue > 0 THEN
      promoted := promoted + of_queue;
      PERFORM taskwire.wake(one_queue);
    END IF;
  END LOOP;
  PERFORM taskwire.forget_keys(10 * most);
  RETURN promoted;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.promote(integer) FROM PUBLIC;
