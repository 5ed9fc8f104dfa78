-- Looking at queues: figures and messages. Nothing here changes anything, and what it costs does not grow with the queue:
-- the settings leave the planner only plans that end where the limit ends, whatever the statistics say.

-- About how many rows a table has, or a partitioned one in its partitions, by what the statistics know.
CREATE OR REPLACE FUNCTION taskwire.estimated_rows(relation regclass) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(coalesce(nullif(pg_stat_get_live_tuples(c.oid), 0), greatest(c.reltuples, 0)::bigint)), 0)::bigint
  FROM pg_class AS c
  WHERE c.relkind = 'r' AND (c.oid = relation OR c.oid IN (SELECT tree.relid FROM pg_partition_tree(relation) AS tree))
$$;
REVOKE EXECUTE ON FUNCTION taskwire.estimated_rows(regclass) FROM PUBLIC;

-- How many rows a query has that reads a table, counted up to so many; beyond, minus what is known at the least.
CREATE OR REPLACE FUNCTION taskwire.counted_rows(query text, most integer) RETURNS bigint
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
  counted bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM (%s LIMIT %s) AS one', query, most + 1) INTO counted;
  RETURN counted;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.counted_rows(text, integer) FROM PUBLIC;

-- How many rows a query has: the first tenth of most is always counted, the rest where it is thought to be no more than most.
-- Beyond, it is what the statistics know (of the whole table, if it is given), and never less than what was counted.
-- Not declared stable, since it asks the planner for an estimate.
CREATE OR REPLACE FUNCTION taskwire.about_rows(query text, most integer, whole regclass DEFAULT NULL, OUT rows bigint, OUT estimated boolean)
LANGUAGE plpgsql AS $$
DECLARE
  plan jsonb;
  thought bigint;
BEGIN
  estimated := false;
  rows := taskwire.counted_rows(query, most / 10);
  IF rows <= most / 10 THEN
    RETURN;
  END IF;
  IF whole IS NULL THEN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
    thought := (plan #>> '{0,Plan,Plan Rows}')::bigint;
  ELSE
    thought := taskwire.estimated_rows(whole);
  END IF;
  IF thought <= most THEN
    rows := taskwire.counted_rows(query, most);
  END IF;
  estimated := thought > most OR rows > most;
  IF estimated THEN
    rows := greatest(rows, thought);
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.about_rows(text, integer, regclass) FROM PUBLIC;

-- Of the messages that are due first, how many are in hand: the others wait to be tried again, or were sent with a delay.
CREATE OR REPLACE FUNCTION taskwire.in_hand_of_first(queue text, messages regclass, now timestamptz, most integer) RETURNS bigint
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  counted bigint;
BEGIN
  EXECUTE format($later$
    SELECT count(*) FILTER (WHERE later.read_ct > coalesce(trouble.ended, 0))
    FROM (SELECT msg_id, read_ct, enqueued_at FROM %s WHERE vt > $2 ORDER BY vt LIMIT $3) AS later
    LEFT JOIN LATERAL (
      SELECT known.read_ct AS ended FROM taskwire.troubled_message AS known
      WHERE later.read_ct > 0 AND known.queue = $1 AND known.message_id = later.msg_id AND known.enqueued_at = later.enqueued_at
      LIMIT 1
    ) AS trouble ON true
  $later$, messages) INTO counted USING queue, now, most;
  RETURN counted;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.in_hand_of_first(text, regclass, timestamptz, integer) FROM PUBLIC;

-- The figures of one queue. What there is more of than most is estimated, and so may be what there is more of than a tenth of it;
-- estimated says so. With NULL for most nothing is counted and all is estimated, for tables that are so bloated that even looking
-- for the first rows takes long. Not declared stable, since it asks the planner for estimates.
--   ready: may be taken. in_hand: a worker has it; where more than a tenth of most are due later, of those due first.
--   delayed: due within a minute or so, among them what waits to be retried. parked: due later. unknown: no worker knows them.
--   retrying: of all these, those of which an attempt has failed. dead_letters: not yet sent back.
DROP FUNCTION IF EXISTS taskwire.queue_figures(text, integer); -- it answered less before
CREATE OR REPLACE FUNCTION taskwire.queue_figures(queue text, most integer)
RETURNS TABLE (ready bigint, in_hand bigint, delayed bigint, parked bigint, unknown bigint, retrying bigint,
  oldest_ready_at timestamptz, dead_letters bigint, archived bigint, paused_at timestamptz, estimated boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  looked_at CONSTANT timestamptz := clock_timestamp();
  messages regclass;
  archive regclass;
  failures CONSTANT regclass := (SELECT known.relation FROM taskwire.user_table AS known WHERE known.name = 'job_failures');
  present record;
  later record;
  others record;
BEGIN
  PERFORM taskwire.require_queue(queue);
  messages := format('pgmq.%I', 'q_' || lower(queue));
  archive := format('pgmq.%I', 'a_' || lower(queue));
  SELECT paused.paused_at INTO paused_at FROM taskwire.paused_queue AS paused WHERE paused.queue = $1;
  in_hand := 0;
  IF most IS NULL THEN
    ready := taskwire.estimated_rows(messages);
    archived := taskwire.estimated_rows(archive);
    SELECT 0, 0, 0, 0, 0, true INTO delayed, parked, unknown, retrying, dead_letters, estimated;
    RETURN NEXT;
    RETURN;
  END IF;
  present := taskwire.about_rows(format('SELECT FROM %s', messages), most, messages);
  later := taskwire.about_rows(format('SELECT FROM %s WHERE vt > %L', messages, looked_at), most);
  SELECT a.rows AS archived, p.rows AS parked, u.rows AS unknown, r.rows AS retrying, d.rows AS dead_letters,
    a.estimated OR p.estimated OR u.estimated OR r.estimated OR d.estimated AS estimated
  INTO others
  FROM taskwire.about_rows(format('SELECT FROM %s', archive), most, archive) AS a,
    taskwire.about_rows(format('SELECT FROM taskwire.parked_message WHERE queue = %L', queue), most) AS p,
    taskwire.about_rows(format('SELECT FROM taskwire.unknown_message WHERE queue = %L', queue), most) AS u,
    taskwire.about_rows(format('SELECT FROM taskwire.troubled_message WHERE queue = %L AND attempts > 0', queue), most) AS r,
    taskwire.about_rows(format('SELECT FROM %s WHERE queue = %L AND redriven_at IS NULL', failures, queue), most) AS d;
  IF later.rows > 0 THEN
    in_hand := taskwire.in_hand_of_first(queue, messages, looked_at, most / 10);
    IF in_hand >= most / 10 THEN
      in_hand := taskwire.in_hand_of_first(queue, messages, looked_at, most);
    END IF;
  END IF;
  EXECUTE format('SELECT min(first.enqueued_at) FROM (SELECT enqueued_at FROM %s WHERE vt <= $1 ORDER BY vt LIMIT 100) AS first',
    messages) INTO oldest_ready_at USING looked_at;
  SELECT others.archived, others.parked, others.unknown, others.retrying, others.dead_letters
  INTO archived, parked, unknown, retrying, dead_letters;
  estimated := present.estimated OR later.estimated OR others.estimated OR later.rows > most / 10;
  later.rows := least(later.rows, present.rows);
  ready := present.rows - later.rows;
  delayed := greatest(later.rows - in_hand, 0);
  RETURN NEXT;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.queue_figures(text, integer) FROM PUBLIC;

-- Messages of a queue in the order of their ids, without taking them. place is where they are: queued, parked, unknown or
-- archived.
-- Only one, where its id is given. Texts are cut to the longest allowed, and their length says what was cut.
CREATE OR REPLACE FUNCTION taskwire.peek(
  queue text, place text DEFAULT 'queued', after bigint DEFAULT 0, most integer DEFAULT 20, longest integer DEFAULT 4096,
  only_id bigint DEFAULT NULL
) RETURNS TABLE (id bigint, state text, deliveries integer, attempts integer, enqueued_at timestamptz, due_at timestamptz,
  archived_at timestamptz, last_error text, message text, message_length integer, headers text, headers_length integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  source text := CASE place
    WHEN 'queued' THEN format('SELECT msg_id, read_ct, enqueued_at, vt AS due_at, NULL::timestamptz AS archived_at, message,
      headers FROM pgmq.%I', 'q_' || lower(queue))
    WHEN 'parked' THEN 'SELECT message_id AS msg_id, read_ct, enqueued_at, due_at, NULL::timestamptz AS archived_at, message,
      headers FROM taskwire.parked_message WHERE queue = $1'
    WHEN 'unknown' THEN 'SELECT message_id AS msg_id, read_ct, enqueued_at, NULL::timestamptz AS due_at,
      NULL::timestamptz AS archived_at, message, headers FROM taskwire.unknown_message WHERE queue = $1'
    WHEN 'archived' THEN format('SELECT msg_id, read_ct, enqueued_at, NULL::timestamptz AS due_at, archived_at, message,
      headers FROM pgmq.%I', 'a_' || lower(queue))
  END;
BEGIN
  PERFORM taskwire.require_queue(queue);
  IF source IS NULL THEN
    RAISE EXCEPTION 'There is no place % of a queue.', coalesce(quote_literal(place), 'without a name')
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Name one of queued, parked, unknown, archived.';
  END IF;
  RETURN QUERY EXECUTE format($peek$
    SELECT one.msg_id,
      CASE WHEN $2 <> 'queued' THEN $2 WHEN one.due_at <= $7 THEN 'ready'
        WHEN one.read_ct > coalesce(trouble.read_ct, 0) THEN 'in_hand' ELSE 'delayed' END,
      one.read_ct::integer, coalesce(trouble.attempts, 0), one.enqueued_at, one.due_at, one.archived_at,
      trouble.errors -> -1 ->> 'reason',
      left(written.message, $5), length(written.message), left(written.headers, $5), length(written.headers)
    FROM (
      SELECT here.* FROM (%s) AS here
      WHERE here.msg_id %s ORDER BY here.msg_id LIMIT $4
    ) AS one
    CROSS JOIN LATERAL (SELECT one.message::text AS message, one.headers::text AS headers OFFSET 0) AS written
    LEFT JOIN LATERAL (
      SELECT known.attempts, known.read_ct, known.errors FROM taskwire.troubled_message AS known
      WHERE known.queue = $1 AND known.message_id = one.msg_id AND known.enqueued_at = one.enqueued_at
      LIMIT 1
    ) AS trouble ON true
    ORDER BY one.msg_id
  $peek$, source, CASE WHEN only_id IS NULL THEN '> $3' ELSE '= $6' END)
    USING queue, place, after, most, longest, only_id, clock_timestamp();
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.peek(text, text, bigint, integer, integer, bigint) FROM PUBLIC;
