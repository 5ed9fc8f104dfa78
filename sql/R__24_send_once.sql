-- Sending under a key: what comes twice within a day is sent once.

-- How long a key is kept.
CREATE OR REPLACE FUNCTION taskwire.idempotency_kept() RETURNS interval
LANGUAGE sql IMMUTABLE AS $$
  SELECT interval '1 day'
$$;
REVOKE EXECUTE ON FUNCTION taskwire.idempotency_kept() FROM PUBLIC;

-- Sends the messages unless this caller has used the key within a day. Answers sent, or again with the ids of then, or used
-- where the key stands for another request. A second caller waits here until the first has committed. Each use deletes a few
-- keys that are old.
CREATE OR REPLACE FUNCTION taskwire.send_once(
  caller text, key text, fingerprint bytea, queue text, messages jsonb[], headers jsonb[] DEFAULT NULL,
  delay interval DEFAULT NULL
) RETURNS TABLE (outcome text, ids bigint[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  sent bigint[];
  earlier taskwire.idempotency_key;
BEGIN
  DELETE FROM taskwire.idempotency_key AS old
  WHERE (old.caller, old.key) IN (
    SELECT aged.caller, aged.key FROM taskwire.idempotency_key AS aged
    WHERE aged.used_at < clock_timestamp() - taskwire.idempotency_kept()
    ORDER BY aged.used_at LIMIT 20 FOR UPDATE SKIP LOCKED);
  INSERT INTO taskwire.idempotency_key AS known (caller, key, fingerprint, queue) VALUES ($1, $2, $3, $4)
  ON CONFLICT ON CONSTRAINT idempotency_key_pkey DO UPDATE
  SET fingerprint = excluded.fingerprint, queue = excluded.queue, message_ids = NULL, used_at = excluded.used_at
  WHERE known.used_at < clock_timestamp() - taskwire.idempotency_kept();
  IF FOUND THEN
    sent := ARRAY(SELECT one.id FROM taskwire.send_batch($4, $5, $6, $7) WITH ORDINALITY AS one (id, line) ORDER BY one.line);
    UPDATE taskwire.idempotency_key AS known SET message_ids = sent WHERE known.caller = $1 AND known.key = $2;
    RETURN QUERY SELECT 'sent', sent;
    RETURN;
  END IF;
  SELECT * INTO earlier FROM taskwire.idempotency_key AS known WHERE known.caller = $1 AND known.key = $2;
  RETURN QUERY SELECT CASE WHEN earlier.fingerprint = $3 THEN 'again' ELSE 'used' END, earlier.message_ids;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.send_once(text, text, bytea, text, jsonb[], jsonb[], interval) FROM PUBLIC;
