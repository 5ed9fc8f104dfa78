-- What the processes have done of late: writing it down, and throwing away what is old.

-- Adds two rows of counts, the one as long as the other.
CREATE OR REPLACE FUNCTION taskwire.add_counts(these bigint[], others bigint[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(coalesce(pair.one, 0) + coalesce(pair.other, 0) ORDER BY pair.line), '{}')
  FROM unnest(these, others) WITH ORDINALITY AS pair (one, other, line)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.add_counts(bigint[], bigint[]) FROM PUBLIC;

-- The lengths of the stretches, and how far back each is kept.
CREATE OR REPLACE FUNCTION taskwire.history_lengths() RETURNS TABLE (seconds integer, kept interval)
LANGUAGE sql IMMUTABLE AS $$
  VALUES (10, interval '2 hours'), (240, interval '2 days'), (1800, interval '8 days')
$$;
REVOKE EXECUTE ON FUNCTION taskwire.history_lengths() FROM PUBLIC;

-- Writes down that a process is there, and what it has done since the last time: an array of objects with queue, done, retried,
-- dead_letters, woken, polled and waits.
CREATE OR REPLACE FUNCTION taskwire.note_history(process jsonb, work jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  now timestamptz := clock_timestamp();
BEGIN
  INSERT INTO taskwire.process AS known (id, name, version, started_at, seen_at)
  VALUES ((process ->> 'id')::uuid, process ->> 'name', process ->> 'version', (process ->> 'started_at')::timestamptz, now)
  ON CONFLICT ON CONSTRAINT process_pkey DO UPDATE SET seen_at = excluded.seen_at;

  -- In one order, since several processes write the same rows.
  INSERT INTO taskwire.history AS known
    (seconds, at, queue, done, retried, dead_letters, woken, polled, waits, oldest_ready)
  SELECT lengths.seconds, to_timestamp(floor(extract(epoch FROM now) / lengths.seconds) * lengths.seconds), one.queue,
    coalesce(one.done, 0), coalesce(one.retried, 0), coalesce(one.dead_letters, 0), coalesce(one.woken, 0),
    coalesce(one.polled, 0), coalesce(one.waits, '{}'), one.oldest_ready
  FROM (
    SELECT coalesce(given.queue, waiting.queue) AS queue, given.done, given.retried, given.dead_letters, given.woken, given.polled,
      given.waits, waiting.oldest_ready
    FROM jsonb_to_recordset(work) AS given (queue text, done bigint, retried bigint, dead_letters bigint, woken bigint,
      polled bigint, waits bigint[])
    FULL JOIN (
      SELECT worked.queue, now - taskwire.ready_since(worked.queue) AS oldest_ready
      FROM taskwire.worked_queues() AS worked (queue)
    ) AS waiting USING (queue)
    WHERE given.queue IS NOT NULL OR waiting.oldest_ready IS NOT NULL
  ) AS one, taskwire.history_lengths() AS lengths
  ORDER BY lengths.seconds, one.queue
  ON CONFLICT ON CONSTRAINT history_pkey DO UPDATE
  SET done = known.done + excluded.done, retried = known.retried + excluded.retried,
    dead_letters = known.dead_letters + excluded.dead_letters, woken = known.woken + excluded.woken,
    polled = known.polled + excluded.polled, waits = taskwire.add_counts(known.waits, excluded.waits),
    oldest_ready = greatest(known.oldest_ready, excluded.oldest_ready);

  IF random() < 0.02 THEN
    DELETE FROM taskwire.history AS old USING taskwire.history_lengths() AS lengths
    WHERE old.seconds = lengths.seconds AND old.at < now - lengths.kept;
    DELETE FROM taskwire.process AS gone WHERE gone.seen_at < now - interval '1 day';
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.note_history(jsonb, jsonb) FROM PUBLIC;
