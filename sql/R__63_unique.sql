-- Messages that are there once: as long as one that was sent under a key is in the queue, another is left out, refused, or takes its place.

-- Whether a message that was sent under the key is still there, and whether a worker may have had it: gone, waits, tried (it waits, and
-- was in hand before), in_hand. The header tells it from a message of the same number in a queue that was made anew.
CREATE OR REPLACE FUNCTION taskwire.unique_state(queue text, key text, message_id bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  state text;
BEGIN
  EXECUTE format($sql$
    SELECT one.state FROM (
      SELECT CASE
        WHEN m.read_ct = 0 THEN 'waits'
        WHEN m.vt > clock_timestamp() AND m.read_ct > coalesce((
          SELECT known.read_ct FROM taskwire.troubled_message AS known
          WHERE known.queue = $1 AND known.message_id = m.msg_id AND known.enqueued_at = m.enqueued_at), 0) THEN 'in_hand'
        ELSE 'tried' END AS state
      FROM pgmq.%1$I AS m WHERE m.msg_id = $3 AND m.headers ->> 'unique_key' = $2
      UNION ALL
      SELECT 'tried' FROM taskwire.parked_message AS parked
      WHERE parked.queue = $1 AND parked.message_id = $3 AND parked.headers ->> 'unique_key' = $2
      UNION ALL
      SELECT 'tried' FROM taskwire.unknown_message AS aside
      WHERE aside.queue = $1 AND aside.message_id = $3 AND aside.headers ->> 'unique_key' = $2
    ) AS one LIMIT 1
  $sql$, 'q_' || lower(queue)) INTO state USING queue, key, message_id;
  RETURN coalesce(state, 'gone');
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.unique_state(text, text, bigint) FROM PUBLIC;

-- Puts a payload in the place of one that waits; true where it was still there and nobody had it in hand. One that nobody ever had keeps
-- its id and its place; another is taken away, so that a worker which lost its lease cannot settle what it has not seen.
CREATE OR REPLACE FUNCTION taskwire.replace_unique(
  queue text, key text, message_id bigint, message jsonb, headers jsonb, due timestamptz
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  queue_table CONSTANT text := format('pgmq.%I', 'q_' || lower(queue));
  replaced integer;
BEGIN
  IF due <= clock_timestamp() + taskwire.parked_from() THEN
    EXECUTE format($sql$
      UPDATE %1$s AS m SET message = $3, headers = $4, vt = $5
      WHERE m.msg_id = $1 AND m.headers ->> 'unique_key' = $2 AND m.read_ct = 0
    $sql$, queue_table) USING message_id, key, message, headers, due;
    GET DIAGNOSTICS replaced = ROW_COUNT;
  END IF;
  RETURN replaced > 0;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.replace_unique(text, text, bigint, jsonb, jsonb, timestamptz) FROM PUBLIC;

-- Those of the messages of a key that are still there.
CREATE OR REPLACE FUNCTION taskwire.still_unique(queue text, key text, message_ids bigint[]) RETURNS bigint[]
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(one.id ORDER BY one.id) FILTER (WHERE taskwire.unique_state($1, $2, one.id) <> 'gone'), '{}')
  FROM unnest($3) AS one (id)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.still_unique(text, text, bigint[]) FROM PUBLIC;

-- Takes a message away that was sent under a key and waits; one that was never in hand, too. False where there is none that waits.
CREATE OR REPLACE FUNCTION taskwire.withdraw_unique(queue text, key text, message_id bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  withdrawn boolean;
BEGIN
  IF taskwire.unique_state($1, $2, $3) NOT IN ('waits', 'tried') THEN
    RETURN false; -- nor is it waited for
  END IF;
  EXECUTE format($sql$
    WITH gone AS (
      DELETE FROM pgmq.%1$I AS m
      WHERE m.msg_id = $3 AND m.headers ->> 'unique_key' = $2 AND (m.vt <= clock_timestamp() OR m.read_ct <= coalesce((
        SELECT known.read_ct FROM taskwire.troubled_message AS known
        WHERE known.queue = $1 AND known.message_id = m.msg_id AND known.enqueued_at = m.enqueued_at), 0))
      RETURNING m.msg_id AS message_id
    ), parked AS (
      DELETE FROM taskwire.parked_message AS p WHERE p.queue = $1 AND p.message_id = $3 AND p.headers ->> 'unique_key' = $2
      RETURNING p.message_id
    ), aside AS (
      DELETE FROM taskwire.unknown_message AS p WHERE p.queue = $1 AND p.message_id = $3 AND p.headers ->> 'unique_key' = $2
      RETURNING p.message_id
    ), withdrawn AS (
      SELECT gone.message_id FROM gone UNION ALL SELECT parked.message_id FROM parked UNION ALL SELECT aside.message_id FROM aside
    ), forgotten AS (
      DELETE FROM taskwire.troubled_message AS known USING withdrawn
      WHERE known.queue = $1 AND known.message_id = withdrawn.message_id
    )
    SELECT EXISTS (SELECT FROM withdrawn)
  $sql$, 'q_' || lower(queue)) INTO withdrawn USING queue, key, message_id;
  RETURN withdrawn;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.withdraw_unique(text, text, bigint) FROM PUBLIC;

-- Sends a message unless one that was sent under the same key is still in the queue: waiting, parked or in hand. Answers what became of
-- it, and the id of the message that is there: sent; ignored or rejected, where there was one; replaced, where it took the place of
-- one that waits (what is in hand stays, and the message waits behind it). policy: ignore, reject or replace. What was in hand when
-- another took its place, and comes back for a further attempt, holds the key too, and gives way to the next one that replaces. Who
-- sends under a key at the same time waits until the first has committed.
CREATE OR REPLACE FUNCTION taskwire.send_unique(
  queue text, key text, message jsonb, policy text DEFAULT 'ignore', headers jsonb DEFAULT NULL, delay interval DEFAULT NULL
) RETURNS TABLE (outcome text, id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  known taskwire.unique_message;
  state text := 'gone';
  with_key jsonb;
  one bigint;
  any_withdrawn boolean := false;
  sent bigint;
BEGIN
  IF coalesce(policy NOT IN ('ignore', 'reject', 'replace'), true) OR coalesce(key, '') = '' OR length(key) > 500 THEN
    RAISE EXCEPTION 'A unique message has a key of 1 to 500 characters and one of the policies ignore, reject and replace, not % and %.',
      coalesce(quote_literal(key), 'NULL'), coalesce(quote_literal(policy), 'NULL') USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM taskwire.require_queue(queue);
  IF message IS NULL THEN
    RAISE EXCEPTION 'The message for queue % is NULL.', quote_literal(queue)
      USING ERRCODE = 'null_value_not_allowed', HINT = 'Send a JSON value, for example ''{}''.';
  END IF;
  with_key := taskwire.complete_headers(headers) || jsonb_build_object('unique_key', key);
  LOOP
    INSERT INTO taskwire.unique_message (queue, key) VALUES ($1, $2) ON CONFLICT ON CONSTRAINT unique_message_pkey DO NOTHING;
    EXIT WHEN FOUND;
    SELECT u.* INTO known FROM taskwire.unique_message AS u WHERE u.queue = $1 AND u.key = $2 FOR UPDATE;
    CONTINUE WHEN NOT FOUND; -- forgotten meanwhile
    known.replaced := taskwire.still_unique($1, $2, known.replaced);
    state := taskwire.unique_state($1, $2, known.message_id);
    IF state = 'gone' AND known.replaced <> '{}' THEN
      known.message_id := known.replaced[cardinality(known.replaced)];
      known.replaced := trim_array(known.replaced, 1);
      state := taskwire.unique_state($1, $2, known.message_id);
    END IF;
    EXIT;
  END LOOP;
  IF state <> 'gone' AND policy <> 'replace' THEN
    RETURN QUERY SELECT CASE policy WHEN 'ignore' THEN 'ignored' ELSE 'rejected' END, known.message_id;
    RETURN;
  END IF;
  FOREACH one IN ARRAY coalesce(known.replaced, '{}') LOOP
    IF taskwire.withdraw_unique($1, $2, one) THEN
      any_withdrawn := true;
      known.replaced := array_remove(known.replaced, one);
    END IF;
  END LOOP;
  IF state = 'waits' AND taskwire.replace_unique($1, $2, known.message_id, $3, with_key, clock_timestamp() + coalesce(delay, '0')) THEN
    UPDATE taskwire.unique_message AS u SET message_id = known.message_id, replaced = known.replaced WHERE u.queue = $1 AND u.key = $2;
    PERFORM taskwire.wake($1);
    RETURN QUERY SELECT 'replaced', known.message_id;
    RETURN;
  END IF;
  IF state <> 'gone' THEN
    IF taskwire.withdraw_unique($1, $2, known.message_id) THEN
      any_withdrawn := true;
    ELSE
      known.replaced := known.replaced || known.message_id;
    END IF;
  END IF;
  sent := taskwire.send($1, $3, with_key, $6);
  UPDATE taskwire.unique_message AS u
  SET message_id = sent, replaced = coalesce(known.replaced, '{}'), checked_at = clock_timestamp()
  WHERE u.queue = $1 AND u.key = $2;
  RETURN QUERY SELECT CASE WHEN any_withdrawn THEN 'replaced' ELSE 'sent' END, sent;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.send_unique(text, text, jsonb, text, jsonb, interval) FROM PUBLIC;

-- Forgets what counts no longer: keys whose message is gone, and the times of keys that may begin at once. Called by the processes
-- from time to time; nothing depends on it.
CREATE OR REPLACE FUNCTION taskwire.forget_keys(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  one record;
  now CONSTANT timestamptz := clock_timestamp();
  forgotten integer := 0;
BEGIN
  FOR one IN
    SELECT u.queue, u.key, u.message_id, u.replaced FROM taskwire.unique_message AS u
    WHERE u.checked_at < now - interval '1 minute' ORDER BY u.checked_at LIMIT most FOR UPDATE SKIP LOCKED
  LOOP
    IF to_regclass(format('pgmq.%I', 'q_' || lower(one.queue))) IS NULL
      OR taskwire.still_unique(one.queue, one.key, one.replaced || one.message_id) = '{}'
    THEN
      DELETE FROM taskwire.unique_message AS u WHERE u.queue = one.queue AND u.key = one.key;
      forgotten := forgotten + 1;
    ELSE
      UPDATE taskwire.unique_message AS u SET checked_at = clock_timestamp() WHERE u.queue = one.queue AND u.key = one.key;
    END IF;
  END LOOP;
  DELETE FROM taskwire.key_pace AS k
  WHERE (k.queue, k.key) IN (
    SELECT old.queue, old.key FROM taskwire.key_pace AS old
    LEFT JOIN taskwire.arranged_queue AS a ON a.queue = old.queue
    WHERE old.next_start < now - coalesce(taskwire.pace(a.key_rate) * a.key_burst, '0') AND old.next_start < now
    ORDER BY old.next_start LIMIT most FOR UPDATE OF old SKIP LOCKED);
  RETURN forgotten;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.forget_keys(integer) FROM PUBLIC;
