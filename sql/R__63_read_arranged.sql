-- How the workers read queues that are arranged (R__63_arranged_queues.sql).

-- The statements that find messages which may be begun, the one to be asked first first. Each row is a message: msg_id, read_ct, key;
-- with step, it is what was found at one key, and msg_id may be NULL. Their binds: $1 queue, $2 the time, $3 the key to go on after,
-- $4 how many, $5 those that were found before. No statement goes through more than a thousand rows that cannot be begun.
--
-- The oldest of a queue, or those of the highest priority, are looked at first, in their order. Behind many of one key that cannot
-- be begun others are found by going from key to key along an index.
CREATE OR REPLACE FUNCTION taskwire.arranged_candidates(setting taskwire.arranged_queue) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  queue_table CONSTANT text := format('pgmq.%I', 'q_' || lower(($1).queue));
  key CONSTANT text := taskwire.key_expression('m');
  by_key CONSTANT boolean := ($1).ordered OR num_nulls(($1).key_workers, ($1).key_rate) < 2;
  locked CONSTANT text := 'FOR UPDATE OF m SKIP LOCKED';
  in_order CONSTANT text := CASE WHEN ($1).prioritized THEN taskwire.priority_expression('m') || ' DESC, m.msg_id' ELSE 'm.msg_id' END;
  is_free CONSTANT text := 'm.vt <= $2 AND m.msg_id <> ALL ($5)';
  -- As the indexes of those tables have it, whose collation is another than that of the queue's.
  none_aside CONSTANT text := $sql$NOT EXISTS (
    SELECT FROM taskwire.parked_message AS parked
    WHERE parked.queue = $1 AND left(parked.headers ->> 'x-pgmq-group', 500) = left(m.headers ->> 'x-pgmq-group', 500)
      AND parked.message_id < m.msg_id)
    AND NOT EXISTS (
    SELECT FROM taskwire.unknown_message AS aside
    WHERE aside.queue = $1 AND left(aside.headers ->> 'x-pgmq-group', 500) = left(m.headers ->> 'x-pgmq-group', 500)
      AND aside.message_id < m.msg_id)$sql$;
  is_first CONSTANT text := CASE WHEN ($1).ordered THEN format($sql$ AND (%2$s = '' OR NOT EXISTS (
    SELECT FROM %1$s AS older WHERE %3$s = %2$s AND older.msg_id < m.msg_id) AND %4$s)$sql$,
    queue_table, key, taskwire.key_expression('older'), none_aside) ELSE '' END;
  -- Of a thousand rows in an order, those that may be begun.
  front_of CONSTANT text := format($sql$
    SELECT m.msg_id, m.read_ct, %2$s AS key, NULL::integer AS step
    FROM (SELECT m.msg_id FROM %1$s AS m ORDER BY %%1$s LIMIT 1000) AS front
    JOIN %1$s AS m ON m.msg_id = front.msg_id
    WHERE %3$s%4$s%%2$s ORDER BY %%1$s LIMIT $4 %5$s$sql$, queue_table, key, is_free, is_first, locked);
  -- Of all, where none is held back.
  all_of CONSTANT text := format($sql$
    SELECT m.msg_id, m.read_ct, %2$s AS key, NULL::integer AS step FROM %1$s AS m
    WHERE %3$s%%2$s ORDER BY %%1$s LIMIT $4 %4$s$sql$, queue_table, key, is_free, locked);
  found text[] := '{}';
BEGIN
  IF ($1).prioritized THEN
    -- What has waited for a minute has a tenth of the places.
    found := ARRAY[replace(format(front_of, 'm.msg_id', $sql$ AND m.enqueued_at < $2 - interval '1 minute'$sql$),
      'LIMIT $4', 'LIMIT $4 / 10 + (random() < $4 % 10 / 10.0)::integer')];
  END IF;
  found := found || format(CASE WHEN by_key THEN front_of ELSE all_of END, in_order, '');
  IF by_key THEN
    found := found || format($sql$
      SELECT m.msg_id, m.read_ct, '' AS key, NULL::integer AS step FROM %1$s AS m
      WHERE %2$s = '' AND %3$s ORDER BY %2$s, m.msg_id LIMIT $4 / 2 + (random() < $4 %% 2 / 2.0)::integer %4$s$sql$,
      queue_table, key, is_free, locked);
    found := found || format($sql$
      WITH RECURSIVE head AS (
        (SELECT %2$s AS key, m.msg_id, 1 AS step FROM %1$s AS m WHERE %2$s > $3 ORDER BY %2$s, m.msg_id LIMIT 1)
        UNION ALL
        SELECT n.key, n.msg_id, head.step + 1
        FROM head CROSS JOIN LATERAL (
          SELECT %2$s AS key, m.msg_id FROM %1$s AS m WHERE %2$s > head.key ORDER BY %2$s, m.msg_id LIMIT 1) AS n
        WHERE head.step < 300
      )
      SELECT free.msg_id, free.read_ct, head.key, head.step
      FROM head LEFT JOIN LATERAL (
        SELECT m.msg_id, m.read_ct FROM %1$s AS m WHERE %5$s AND %3$s ORDER BY %2$s, m.msg_id LIMIT %6$s %4$s
      ) AS free ON true$sql$,
      queue_table, key, is_free, locked,
      CASE WHEN ($1).ordered THEN 'm.msg_id = head.msg_id AND ' || none_aside ELSE key || ' = head.key' END,
      CASE WHEN ($1).ordered THEN 1 ELSE coalesce(($1).key_workers, 100) END);
  END IF;
  RETURN found;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.arranged_candidates(taskwire.arranged_queue) FROM PUBLIC;

-- Frees the permits of a queue whose message is not in hand any more, and answers how many count. Messages that were taken before
-- permits were written get theirs here. The caller has locked the queue's row.
CREATE OR REPLACE FUNCTION taskwire.count_permits(setting taskwire.arranged_queue, now timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  queue_table CONSTANT text := format('pgmq.%I', 'q_' || lower(($1).queue));
  counted integer;
BEGIN
  IF NOT ($1).all_counted THEN
    EXECUTE format($sql$
      INSERT INTO taskwire.message_permit (queue, message_id, read_ct, key)
      SELECT $1, m.msg_id, m.read_ct, %2$s FROM %1$s AS m
      WHERE m.vt > $2 AND m.read_ct > coalesce((
        SELECT known.read_ct FROM taskwire.troubled_message AS known
        WHERE known.queue = $1 AND known.message_id = m.msg_id AND known.enqueued_at = m.enqueued_at), 0)
      ON CONFLICT ON CONSTRAINT message_permit_pkey DO UPDATE SET read_ct = excluded.read_ct, key = excluded.key$sql$,
      queue_table, taskwire.key_expression('m')) USING ($1).queue, now;
    -- A read that was under way then has ended by now.
    UPDATE taskwire.arranged_queue AS a SET all_counted = true
    WHERE a.queue = ($1).queue AND a.counted_since < now - interval '5 seconds';
  END IF;
  EXECUTE format($sql$
    WITH stale AS (
      SELECT p.message_id FROM taskwire.message_permit AS p
      WHERE p.queue = $1 AND NOT EXISTS (
        SELECT FROM %1$s AS m WHERE m.msg_id = p.message_id AND m.read_ct = p.read_ct AND m.vt > $2)
      FOR UPDATE SKIP LOCKED
    )
    DELETE FROM taskwire.message_permit AS p USING stale WHERE p.queue = $1 AND p.message_id = stale.message_id
  $sql$, queue_table) USING ($1).queue, now;
  SELECT count(*) INTO counted FROM taskwire.message_permit AS p WHERE p.queue = ($1).queue;
  RETURN counted;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.count_permits(taskwire.arranged_queue, timestamptz) FROM PUBLIC;

-- Takes up to so many messages that may be begun, each with its time to begin and what it has been through (looked up here, where what
-- was written before the message became free can be seen). The last row is none: its rest says how the queue is
-- arranged (arranged: at all; frees: whether one that is settled may let another begin), the key to go on after, and in how many
-- milliseconds to look again where something waits that cannot be begun now.
CREATE OR REPLACE FUNCTION taskwire.read_arranged(queue text, lease integer, most integer, after text)
RETURNS TABLE (
  msg_id bigint, read_ct integer, enqueued_at timestamptz, message jsonb, headers jsonb, attempts integer, releases integer,
  starts_in double precision, rest jsonb
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
  queue_table CONSTANT text := format('pgmq.%I', 'q_' || lower(queue));
  now timestamptz := clock_timestamp();
  setting taskwire.arranged_queue;
  is_limited boolean;
  counted integer;
  room integer := most;
  pace interval;
  start timestamptz := now;
  horizon timestamptz;
  statements text[];
  candidates text;
  candidate record;
  by_key boolean;
  walked boolean := false;
  last_key text := after;
  steps integer := 0;
  went_round boolean := false;
  asked integer := 0;
  is_enough boolean := false;
  key_start timestamptz;
  key_latest timestamptz;
  full_keys text[] := '{}';
  ids bigint[] := '{}';
  starts timestamptz[] := '{}';
  earliest timestamptz;
  next_change timestamptz;
  look_in double precision;
BEGIN
  SELECT a.* INTO setting FROM taskwire.arranged_queue AS a WHERE a.queue = $1;
  IF NOT FOUND THEN
    RETURN QUERY SELECT NULL::bigint, NULL::integer, NULL::timestamptz, NULL::jsonb, NULL::jsonb, NULL::integer, NULL::integer,
      NULL::double precision, '{"arranged": false, "look_in": 0}'::jsonb;
    RETURN;
  END IF;
  EXECUTE format('SELECT m.vt FROM %s AS m ORDER BY m.vt LIMIT 1', queue_table) INTO earliest;
  is_limited := num_nulls(setting.workers, setting.key_workers, setting.rate, setting.key_rate) < 4;
  IF coalesce(earliest > now, true) OR EXISTS (SELECT FROM taskwire.paused_queue AS paused WHERE paused.queue = $1) THEN
    room := 0;
    earliest := NULL;
  ELSIF is_limited THEN
    SELECT a.* INTO setting FROM taskwire.arranged_queue AS a WHERE a.queue = $1 FOR UPDATE;
    is_limited := num_nulls(setting.workers, setting.key_workers, setting.rate, setting.key_rate) < 4;
    now := clock_timestamp();
    start := now;
    horizon := now + taskwire.given_ahead();
    IF setting.counted_since IS NOT NULL THEN
      counted := taskwire.count_permits(setting, now);
      room := least(room, setting.workers - counted);
    END IF;
    IF setting.rate IS NOT NULL THEN
      pace := taskwire.pace(setting.rate);
      start := taskwire.first_start(setting.next_start, pace, setting.burst, now);
      room := least(room, floor(extract(epoch FROM horizon - start) / extract(epoch FROM pace))::integer + 1);
    END IF;
  END IF;
  IF room > 0 THEN
    by_key := setting.ordered OR num_nulls(setting.key_workers, setting.key_rate) < 2;
    statements := taskwire.arranged_candidates(setting);
    FOREACH candidates IN ARRAY statements LOOP
      walked := by_key AND asked = cardinality(statements) - 1;
      FOR candidate IN EXECUTE candidates USING $1, now, after, room - cardinality(ids), ids LOOP
        IF candidate.step IS NOT NULL THEN
          last_key := candidate.key;
          steps := candidate.step;
        END IF;
        CONTINUE WHEN candidate.msg_id IS NULL OR candidate.key = ANY (full_keys);
        key_start := start;
        IF candidate.key <> '' AND num_nulls(setting.key_workers, setting.key_rate) < 2 THEN
          IF setting.key_rate IS NOT NULL THEN
            key_start := taskwire.first_start(coalesce((
              SELECT k.next_start FROM taskwire.key_pace AS k WHERE k.queue = $1 AND k.key = candidate.key), '-infinity'),
              taskwire.pace(setting.key_rate), setting.key_burst, now);
          END IF;
          -- With both rates a key whose time comes later than the next start would spoil either of them.
          key_latest := CASE WHEN pace IS NULL THEN horizon ELSE greatest(start, now) END;
          IF key_start > key_latest OR setting.key_workers <= (
            SELECT count(*) FROM taskwire.message_permit AS p WHERE p.queue = $1 AND p.key = candidate.key)
          THEN
            full_keys := full_keys || candidate.key;
            next_change := least(next_change, CASE WHEN key_start > key_latest
              THEN key_start - CASE WHEN pace IS NULL THEN taskwire.given_ahead() / 2 ELSE '0' END END);
            CONTINUE;
          END IF;
          IF setting.key_rate IS NOT NULL THEN
            INSERT INTO taskwire.key_pace AS k (queue, key, next_start)
            VALUES ($1, candidate.key, greatest(key_start, CASE WHEN pace IS NOT NULL THEN start END) + taskwire.pace(setting.key_rate))
            ON CONFLICT ON CONSTRAINT key_pace_pkey DO UPDATE SET next_start = excluded.next_start;
          END IF;
        END IF;
        IF setting.counted_since IS NOT NULL THEN
          INSERT INTO taskwire.message_permit AS p (queue, message_id, read_ct, key)
          VALUES ($1, candidate.msg_id, candidate.read_ct + 1, candidate.key)
          ON CONFLICT ON CONSTRAINT message_permit_pkey DO UPDATE SET read_ct = excluded.read_ct, key = excluded.key;
        END IF;
        ids := ids || candidate.msg_id;
        starts := starts || greatest(start, key_start);
        start := start + coalesce(pace, '0');
        EXIT WHEN cardinality(ids) >= room;
      END LOOP;
      -- Where the front gives enough, the keys behind it are looked for now and then, or the head of a busy one would starve them.
      asked := asked + 1;
      is_enough := asked > setting.prioritized::integer AND cardinality(ids) > room / 8 AND random() < 0.8;
      EXIT WHEN is_enough OR cardinality(ids) >= room;
    END LOOP;
    -- Behind the last key comes the first, in the next read.
    went_round := walked AND after <> '' AND steps < 300 AND cardinality(ids) < room;
    after := CASE WHEN NOT walked THEN after WHEN steps < 300 AND cardinality(ids) < room THEN '' ELSE last_key END;
  END IF;
  IF pace IS NOT NULL AND ids <> '{}' THEN
    UPDATE taskwire.arranged_queue AS a SET next_start = start WHERE a.queue = $1;
  END IF;
  IF ids <> '{}' THEN
    RETURN QUERY EXECUTE format($read$
      WITH chosen AS MATERIALIZED (
        SELECT m.msg_id, one.starts_at, one.place
        FROM unnest($1, $2) WITH ORDINALITY AS one (id, starts_at, place) JOIN %1$s AS m ON m.msg_id = one.id
        WHERE m.vt <= $4
        FOR UPDATE OF m SKIP LOCKED
      ), taken AS (
        UPDATE %1$s AS m SET vt = clock_timestamp() + $3 * interval '1 second', read_ct = m.read_ct + 1%2$s
        FROM chosen WHERE m.msg_id = chosen.msg_id
        RETURNING m.msg_id, m.read_ct, m.enqueued_at, m.message, m.headers, chosen.starts_at, chosen.place
      )
      SELECT taken.msg_id, taken.read_ct, taken.enqueued_at, taken.message, taken.headers,
        coalesce(trouble.attempts, 0), coalesce(trouble.releases, 0),
        greatest(0, extract(epoch FROM taken.starts_at - clock_timestamp()) * 1000)::double precision, NULL::jsonb
      FROM taken LEFT JOIN LATERAL (
        SELECT known.attempts, known.releases FROM taskwire.troubled_message AS known
        WHERE taken.read_ct > 1 AND known.queue = $5 AND known.message_id = taken.msg_id AND known.enqueued_at = taken.enqueued_at
        LIMIT 1
      ) AS trouble ON true
      ORDER BY taken.place
    $read$, queue_table, CASE WHEN EXISTS (
        SELECT FROM pg_attribute AS a WHERE a.attrelid = queue_table::regclass AND a.attname = 'last_read_at' AND NOT a.attisdropped)
      THEN ', last_read_at = clock_timestamp()' ELSE '' END) USING ids, starts, lease, now, $1;
  END IF;
  IF earliest IS NOT NULL AND cardinality(ids) < most THEN
    IF pace IS NOT NULL AND start > horizon THEN
      look_in := extract(epoch FROM start - now - taskwire.given_ahead() / 2) * 1000;
    ELSE
      EXECUTE format($sql$
        SELECT CASE WHEN EXISTS (SELECT FROM %1$s AS m WHERE m.vt <= $1)
          THEN coalesce((SELECT min(m.vt) FROM %1$s AS m WHERE m.vt > $1), 'infinity') END
      $sql$, queue_table) INTO earliest USING now;
      look_in := extract(epoch FROM least(earliest, next_change, now + CASE
        WHEN went_round OR is_enough THEN interval '1 millisecond' WHEN steps >= 300 THEN interval '50 milliseconds' WHEN earliest IS NOT NULL THEN interval '1 second' END) - now) * 1000;
    END IF;
  END IF;
  RETURN QUERY SELECT NULL::bigint, NULL::integer, NULL::timestamptz, NULL::jsonb, NULL::jsonb, NULL::integer, NULL::integer,
    NULL::double precision, jsonb_build_object('arranged', true, 'after', after, 'look_in', look_in, 'frees',
      setting.ordered OR setting.workers IS NOT NULL OR setting.key_workers IS NOT NULL);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.read_arranged(text, integer, integer, text) FROM PUBLIC;
