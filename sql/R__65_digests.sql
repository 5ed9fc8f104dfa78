-- Digests: what comes for one reader within a window is told in one mail.

-- Adds to the reader's open digest, or opens one and sends the message that ends its window, in the same transaction. The
-- same event is added once, however often its message comes.
CREATE OR REPLACE FUNCTION taskwire.add_to_digest(
  queue text, event_id uuid, type text, recipient jsonb, variables jsonb, lasts interval
) RETURNS void
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  new_id uuid := gen_random_uuid();
  open_id uuid;
BEGIN
  IF EXISTS (SELECT FROM taskwire.digest_entry AS known WHERE known.event_id = $2) THEN
    RETURN;
  END IF;
  -- The lock on the open digest's row keeps it open until this is committed.
  INSERT INTO taskwire.digest AS open (id, type, user_key, due_at, entries)
  VALUES (new_id, $3, $4 ->> 'id', clock_timestamp() + $6, 1)
  ON CONFLICT (type, user_key) WHERE closed_at IS NULL DO UPDATE SET entries = open.entries + 1
  RETURNING open.id INTO open_id;
  INSERT INTO taskwire.digest_entry (event_id, digest_id, recipient, variables) VALUES ($2, open_id, $4, $5)
  ON CONFLICT ON CONSTRAINT digest_entry_pkey DO NOTHING;
  IF open_id = new_id THEN
    PERFORM taskwire.send($1, jsonb_build_object('type', 'digest', 'of', $3, 'digest_id', new_id),
      jsonb_build_object('event_id', new_id), $6);
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.add_to_digest(text, uuid, text, jsonb, jsonb, interval) FROM PUBLIC;
