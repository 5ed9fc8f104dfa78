-- Messages of a type or a version that no handler knew wait outside of their queue until a worker asks that does.

-- Brings back what a worker knows, the lowest ids first, up to so many of each queue, and wakes. known is an array of {queue,
-- type, version}: without a type it means those types of its queue that no other entry names, without a version every one.
-- Several processes may call it at once. A message keeps its id, its deliveries and its age; where a queue that was created anew
-- has given that id to another, it gets a new one.
CREATE OR REPLACE FUNCTION taskwire.take_back(known jsonb, most integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  one_queue text;
  of_queue integer;
  taken integer := 0;
BEGIN
  FOR one_queue IN SELECT DISTINCT entry.value ->> 'queue' FROM jsonb_array_elements(known) AS entry LOOP
    IF to_regclass(format('pgmq.%I', 'q_' || lower(one_queue))) IS NULL THEN
      CONTINUE;
    END IF;
    EXECUTE format($back$
      WITH ready AS (
        SELECT message_id FROM taskwire.unknown_message
        WHERE queue = $1 AND message_id = ANY ($2) AND again_at <= clock_timestamp()
        ORDER BY message_id FOR UPDATE SKIP LOCKED
      ), left_aside AS (
        DELETE FROM taskwire.unknown_message AS unknown USING ready
        WHERE unknown.queue = $1 AND unknown.message_id = ready.message_id
        RETURNING unknown.*, EXISTS (SELECT FROM pgmq.%1$I AS taken WHERE taken.msg_id = unknown.message_id) AS id_is_taken
      ), back AS (
        INSERT INTO pgmq.%1$I (msg_id, read_ct, enqueued_at, vt, message, headers) OVERRIDING SYSTEM VALUE
        SELECT message_id, read_ct, enqueued_at, clock_timestamp(), message, headers FROM left_aside
        WHERE NOT id_is_taken ORDER BY message_id
      ), anew AS (
        INSERT INTO pgmq.%1$I (enqueued_at, vt, message, headers)
        SELECT enqueued_at, clock_timestamp(), message, headers FROM left_aside WHERE id_is_taken ORDER BY message_id
      )
      SELECT count(*) FROM left_aside
    $back$, 'q_' || lower(one_queue)) INTO of_queue USING one_queue, taskwire.known_messages(known, one_queue, most);
    IF of_queue > 0 THEN
      taken := taken + of_queue;
      PERFORM taskwire.wake(one_queue);
    END IF;
  END LOOP;
  RETURN taken;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.take_back(jsonb, integer) FROM PUBLIC;

-- The lowest ids of a queue's messages that are known and may be taken back; of an entry of known for any type or version, first
-- those of the first type and version, whatever their ids are.
CREATE OR REPLACE FUNCTION taskwire.known_messages(known jsonb, queue text, most integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  one record;
  ids bigint[];
  found bigint[] := '{}';
BEGIN
  FOR one IN
    SELECT entry.type, entry.version, array_agg(entry.type) FILTER (WHERE entry.type IS NOT NULL) OVER () AS types
    FROM jsonb_to_recordset(known) AS entry (queue text, type text, version integer)
    WHERE entry.queue = $2
  LOOP
    EXECUTE format($ids$
      SELECT array_agg(known.message_id) FROM (
        SELECT message_id FROM taskwire.unknown_message
        WHERE queue = $1 AND again_at <= clock_timestamp() %s %s
        ORDER BY type, version, message_id LIMIT $5
      ) AS known
    $ids$,
      CASE WHEN one.type IS NULL THEN 'AND type <> ALL (coalesce($4, ''{}''))' ELSE 'AND type = $2' END,
      CASE WHEN one.version IS NULL THEN '' ELSE 'AND version = $3' END)
      INTO ids USING queue, one.type, one.version, one.types, most;
    found := found || ids;
  END LOOP;
  RETURN ARRAY(SELECT DISTINCT one_id FROM unnest(found) AS one_id ORDER BY one_id LIMIT most);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.known_messages(jsonb, text, integer) FROM PUBLIC;
