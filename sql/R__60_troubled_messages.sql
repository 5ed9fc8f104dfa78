-- Messages that had trouble: the one way in which their attempts and releases are counted.

-- Adds to what is known of a message. A row of the same id but of another age belongs to a message of a queue that was
-- dropped since: it counts for nothing. Whatever was noted, the message is in hand no more, and its permit is free. read_ct is
-- pgmq's count of the delivery that has ended; processes of an earlier version do not say it.
CREATE OR REPLACE FUNCTION taskwire.note_trouble(
  queue text, message_id bigint, enqueued_at timestamptz, attempts integer, releases integer, error jsonb, read_ct integer DEFAULT NULL
) RETURNS void
LANGUAGE sql AS $$
  DELETE FROM taskwire.message_permit AS permit WHERE permit.queue = $1 AND permit.message_id = $2;
  INSERT INTO taskwire.troubled_message AS known
    (queue, message_id, enqueued_at, attempts, releases, read_ct, errors, first_attempt_at)
  VALUES ($1, $2, $3, $4, $5, coalesce($7, $4 + $5),
    CASE WHEN $6 IS NULL THEN '[]' ELSE jsonb_build_array($6) END,
    CASE WHEN $4 > 0 THEN clock_timestamp() END)
  ON CONFLICT ON CONSTRAINT troubled_message_pkey DO UPDATE
  SET enqueued_at = excluded.enqueued_at,
    attempts = excluded.attempts + CASE WHEN known.enqueued_at = excluded.enqueued_at THEN known.attempts ELSE 0 END,
    releases = excluded.releases + CASE WHEN known.enqueued_at = excluded.enqueued_at THEN known.releases ELSE 0 END,
    read_ct = CASE WHEN $7 IS NULL AND known.enqueued_at = excluded.enqueued_at THEN known.read_ct + excluded.read_ct
      ELSE excluded.read_ct END,
    errors = CASE WHEN known.enqueued_at = excluded.enqueued_at THEN known.errors ELSE '[]' END || excluded.errors,
    first_attempt_at = CASE WHEN known.enqueued_at = excluded.enqueued_at
      THEN coalesce(known.first_attempt_at, excluded.first_attempt_at) ELSE excluded.first_attempt_at END,
    changed_at = clock_timestamp()
$$;
REVOKE EXECUTE ON FUNCTION taskwire.note_trouble(text, bigint, timestamptz, integer, integer, jsonb, integer) FROM PUBLIC;

-- What is known of a message that is read again. By a snapshot of its own: who reads may have found the message free only after its
-- statement began, and what was written down with its release is no older than that.
CREATE OR REPLACE FUNCTION taskwire.trouble_of(queue text, message_id bigint, enqueued_at timestamptz)
RETURNS TABLE (attempts integer, releases integer)
LANGUAGE sql VOLATILE AS $$
  SELECT known.attempts, known.releases FROM taskwire.troubled_message AS known
  WHERE known.queue = $1 AND known.message_id = $2 AND known.enqueued_at = $3
$$;
REVOKE EXECUTE ON FUNCTION taskwire.trouble_of(text, bigint, timestamptz) FROM PUBLIC;
