-- How HTTP calls are made: who may begin which call, and what becomes of it. One function, called by each process whenever calls have
-- ended or there may be new ones, does all of it in one transaction.
-- The settings leave the planner only plans that go to rows by an index: a plan that a session keeps may be that of an empty table.

-- Writes down how calls came out, and what follows for the jobs that depend on them; answers how many jobs became ready.
-- ended: [{"job", "outcome", "status", "headers", "body", "truncated", "reason", "cause", "after"}], where the outcome is done, retry,
-- reject, postponed (no attempt; after so many milliseconds), or accepted (a callback will tell).
CREATE OR REPLACE FUNCTION taskwire.conclude_http_jobs(ended jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  now CONSTANT timestamptz := clock_timestamp();
  jobs CONSTANT bigint[] := ARRAY(SELECT (one.value ->> 'job')::bigint FROM jsonb_array_elements(ended) AS one);
  through bigint[];
  lost bigint[];
BEGIN
  PERFORM FROM taskwire.http_job AS j
  WHERE j.id = ANY (jobs || ARRAY(
    SELECT d.job FROM taskwire.http_job_dependency AS d WHERE d.depends_on = ANY (jobs) AND NOT d.settled))
  ORDER BY j.id FOR UPDATE;
  WITH came AS (
    SELECT o.job, o.outcome, o.status, o.headers, o.body, coalesce(o.truncated, false) AS truncated, o.reason, o.after,
      j.attempts + CASE WHEN o.outcome IN ('postponed', 'accepted') THEN 0 ELSE 1 END AS attempts,
      CASE o.outcome WHEN 'done' THEN 'successful' WHEN 'accepted' THEN 'in_progress' WHEN 'postponed' THEN 'pending'
        WHEN 'reject' THEN 'failed' ELSE CASE WHEN j.attempts + 1 < q.attempts THEN 'pending' ELSE 'failed' END END AS became,
      CASE WHEN o.outcome = 'accepted' THEN now + q.callback_timeout END AS callback_until,
      now + coalesce(o.after * interval '1 millisecond',
        least(q.backoff_most, q.backoff * power(2, least(j.attempts, 30))) * (0.75 + random() / 2)) AS again_at
    FROM jsonb_to_recordset(ended) AS o
      (job bigint, outcome text, status integer, headers jsonb, body text, truncated boolean, reason text, after double precision)
    JOIN taskwire.http_job AS j ON j.id = o.job AND j.id = ANY (jobs) AND j.status = 'in_progress'
    JOIN taskwire.http_queue AS q ON q.name = j.queue
  ), changed AS (
    UPDATE taskwire.http_job AS j SET
      status = came.became,
      attempts = came.attempts,
      ready = came.became = 'pending',
      due_at = CASE WHEN came.became = 'pending' THEN came.again_at ELSE j.due_at END,
      callback_until = came.callback_until,
      ended_at = CASE WHEN came.became IN ('successful', 'failed') THEN now END,
      result_status = CASE WHEN came.outcome = 'postponed' THEN j.result_status ELSE came.status END,
      result_headers = CASE WHEN came.outcome = 'postponed' THEN j.result_headers ELSE came.headers END,
      result_body = CASE WHEN came.outcome = 'postponed' THEN j.result_body ELSE came.body END,
      result_truncated = came.truncated,
      errors = CASE WHEN came.outcome NOT IN ('retry', 'reject') THEN j.errors
        ELSE j.errors || jsonb_build_object('at', to_char(now AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
          'attempt', came.attempts, 'status', came.status, 'reason', came.reason) END
    FROM came WHERE j.id = came.job AND j.id = ANY (jobs) -- lest the plan be to go through the whole table
    RETURNING j.id, j.status
  )
  SELECT coalesce(array_agg(changed.id) FILTER (WHERE changed.status = 'successful'), '{}'),
    coalesce(array_agg(changed.id) FILTER (WHERE changed.status = 'failed'), '{}')
  INTO through, lost FROM changed;
  IF lost <> '{}' THEN
    INSERT INTO "${tables_schema}".job_failures
      (queue, event_id, message, headers, reason, cause, errors, attempts, first_attempt_at, failed_at)
    SELECT '${http_calls_queue}', j.idempotency_key, jsonb_build_object('job', j.id, 'queue', j.queue),
      jsonb_strip_nulls(jsonb_build_object('event_id', j.idempotency_key, 'traceparent', j.traceparent)),
      'HTTP queue ' || j.queue || ': ' || (one.value ->> 'reason'), coalesce(one.value ->> 'cause', one.value ->> 'reason'),
      j.errors, j.attempts, (j.errors -> 0 ->> 'at')::timestamptz, now
    FROM jsonb_array_elements(ended) AS one
    JOIN taskwire.http_job AS j ON j.id = (one.value ->> 'job')::bigint
    WHERE j.id = ANY (lost);
  END IF;
  RETURN taskwire.settle_http_dependents(through, lost);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.conclude_http_jobs(jsonb) FROM PUBLIC;

-- Scheme, host and port of a URL: whom its calls go to.
CREATE OR REPLACE FUNCTION taskwire.http_destination(url text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT lower(substring(url FROM '^[^:]+://[^/?#]+')) $$;
REVOKE EXECUTE ON FUNCTION taskwire.http_destination(text) FROM PUBLIC;

-- The same for calls of this process, as far as it still has their permits: a relay begins with the permit of the call that ended
-- before it. closed: [{"queue", "reason", "after"}] are destinations that asked to be left alone for so many milliseconds.
CREATE OR REPLACE FUNCTION taskwire.end_http_calls(process uuid, ended jsonb, closed jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  held bigint[];
  ready integer := 0;
BEGIN
  WITH back AS (
    DELETE FROM taskwire.http_permit AS p
    WHERE p.process = $1 AND p.job = ANY (ARRAY(SELECT (one.value ->> 'job')::bigint FROM jsonb_array_elements(ended) AS one))
    RETURNING p.job
  )
  SELECT array_agg(back.job) INTO held FROM back;
  UPDATE taskwire.http_permit AS p SET relay = false
  FROM jsonb_array_elements(ended) AS one
  WHERE p.job = (one.value ->> 'relay')::bigint AND p.process = $1;
  IF held IS NOT NULL THEN
    ready := taskwire.conclude_http_jobs((
      SELECT jsonb_agg(one.value) FROM jsonb_array_elements(ended) AS one WHERE (one.value ->> 'job')::bigint = ANY (held)));
  END IF;
  UPDATE taskwire.http_queue_state AS s
  SET closed_until = greatest(s.closed_until, clock_timestamp() + (one.value ->> 'after')::double precision * interval '1 millisecond'),
    closed_reason = one.value ->> 'reason'
  FROM jsonb_array_elements(closed) AS one
  WHERE s.queue IN (
    SELECT same.name FROM taskwire.http_queue AS q
    JOIN taskwire.http_queue AS same ON taskwire.http_destination(same.url) = taskwire.http_destination(q.url)
    WHERE q.name = one.value ->> 'queue');
  RETURN ready;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.end_http_calls(uuid, jsonb, jsonb) FROM PUBLIC;

-- Chooses jobs of one queue that may begin now, each key in its turn, and gives them permits; so that no two choose at once, the
-- caller has locked the row of the queue's state. Where there is a rate, calls are given a little ahead, each with its time to begin.
-- Answers in how many milliseconds to look again; NULL where nothing waits.
CREATE OR REPLACE FUNCTION taskwire.choose_http_calls(process uuid, queue taskwire.http_queue, most integer, relays integer)
RETURNS double precision
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
  now CONSTANT timestamptz := clock_timestamp();
  queue_name CONSTANT text := ($2).name;
  pace CONSTANT interval := taskwire.pace(($2).rate);
  key_limit CONSTANT integer := coalesce(($2).key_workers, ($2).workers);
  free integer := ($2).workers - (SELECT count(*) FROM taskwire.http_permit AS p WHERE p.queue = queue_name AND NOT p.relay);
  state taskwire.http_queue_state;
  start timestamptz;
  turn text;
  candidate record;
  steps integer := 0;
  may_wrap boolean := true;
  next_due timestamptz;
BEGIN
  SELECT s.* INTO state FROM taskwire.http_queue_state AS s WHERE s.queue = queue_name;
  IF state.closed_until > now THEN
    RETURN extract(epoch FROM state.closed_until - now) * 1000;
  END IF;
  start := taskwire.first_start(state.next_start, pace, ($2).burst, now);
  turn := state.last_key;
  WHILE free > 0 AND most > 0 AND steps < 2000 LOOP
    EXIT WHEN pace IS NOT NULL AND start > now + taskwire.given_ahead();
    steps := steps + 1;
    SELECT j.concurrency_key AS key, j.id, j.due_at INTO candidate
    FROM taskwire.http_job AS j
    WHERE j.queue = queue_name AND j.status = 'pending' AND j.ready AND coalesce(j.concurrency_key, '') > turn
    ORDER BY coalesce(j.concurrency_key, ''), j.due_at, j.id LIMIT 1;
    IF NOT FOUND THEN
      -- Once round, without having found any: nobody is left. Jobs without a key come first in the order.
      EXIT WHEN NOT may_wrap;
      may_wrap := false;
      turn := '';
      SELECT '' AS key, j.id, j.due_at INTO candidate
      FROM taskwire.http_job AS j
      WHERE j.queue = queue_name AND j.status = 'pending' AND j.ready AND coalesce(j.concurrency_key, '') = ''
      ORDER BY j.due_at, j.id LIMIT 1;
      CONTINUE WHEN NOT FOUND;
    END IF;
    turn := candidate.key;
    CONTINUE WHEN candidate.due_at > now;
    CONTINUE WHEN turn <> '' AND key_limit <= (
      SELECT count(*) FROM taskwire.http_permit AS p WHERE p.queue = queue_name AND p.concurrency_key = turn);
    UPDATE taskwire.http_job AS j SET status = 'in_progress', ready = false, started_at = greatest(start, now)
    WHERE j.id = (
      SELECT free_one.id FROM taskwire.http_job AS free_one
      WHERE free_one.id = candidate.id AND free_one.status = 'pending' AND free_one.ready FOR UPDATE SKIP LOCKED);
    CONTINUE WHEN NOT FOUND;
    INSERT INTO taskwire.http_permit (job, queue, concurrency_key, process) VALUES (candidate.id, queue_name, turn, $1);
    may_wrap := true;
    free := free - 1;
    most := most - 1;
    start := start + pace;
  END LOOP;
  UPDATE taskwire.http_queue_state AS s SET last_key = turn, next_start = coalesce(start, s.next_start) WHERE s.queue = queue_name;
  IF pace IS NULL AND relays > 0 THEN
    WITH chosen AS (
      SELECT j.id FROM taskwire.http_job AS j
      WHERE j.queue = queue_name AND j.status = 'pending' AND j.ready AND coalesce(j.concurrency_key, '') = '' AND j.due_at <= now
      ORDER BY j.due_at, j.id LIMIT relays FOR UPDATE SKIP LOCKED
    ), begun AS (
      UPDATE taskwire.http_job AS j SET status = 'in_progress', ready = false, started_at = now FROM chosen WHERE j.id = chosen.id
      RETURNING j.id
    )
    INSERT INTO taskwire.http_permit (job, queue, process, relay) SELECT begun.id, queue_name, $1, true FROM begun;
  END IF;
  SELECT j.due_at INTO next_due FROM taskwire.http_job AS j
  WHERE j.queue = queue_name AND j.status = 'pending' AND j.ready ORDER BY j.due_at LIMIT 1;
  RETURN CASE
    WHEN next_due > now THEN extract(epoch FROM next_due - now) * 1000
    WHEN next_due IS NULL THEN NULL
    WHEN start > now THEN extract(epoch FROM start - now) * 1000 - 50
    ELSE 250 -- who has the permits says nothing when it dies
  END;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.choose_http_calls(uuid, taskwire.http_queue, integer, integer) FROM PUBLIC;

-- One turn of a process: it tells which calls ended, lets in what came through the queue of messages, and is given calls to begin,
-- not more than most. relays: how many it wants beside, by queue, to begin as its calls end. Each row is a call; the last one has
-- none, and says in starts_in when to look again, and in others how many messages named no job, came in, and which queues have
-- more calls under way than workers.
CREATE OR REPLACE FUNCTION taskwire.turn_http_calls(
  process uuid, ended jsonb, closed jsonb, released bigint[], admit integer, most integer, relays jsonb
) RETURNS TABLE (
  job bigint, relay boolean, starts_in double precision, call jsonb, others jsonb
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
  ready integer := 0;
  admitted integer := 0;
  unknown integer := 0;
  before bigint[];
  queue taskwire.http_queue;
  queue_look double precision;
  look double precision;
  crowded text[] := '{}';
BEGIN
  IF ended <> '[]' OR closed <> '[]' THEN
    ready := taskwire.end_http_calls(process, ended, closed);
  END IF;
  IF released <> '{}' THEN
    PERFORM taskwire.release_http_calls(ARRAY[process], released, false);
  END IF;
  IF admit > 0 THEN
    SELECT a.admitted, a.unknown INTO admitted, unknown FROM taskwire.admit_http_jobs(admit) AS a;
  END IF;
  IF ready > most THEN
    PERFORM taskwire.wake('${http_calls_queue}');
  END IF;
  before := ARRAY(SELECT p.job FROM taskwire.http_permit AS p WHERE p.process = $1);
  -- The lock keeps whoever counts the dead from taking permits back while this gives some out.
  PERFORM FROM taskwire.http_process AS alive WHERE alive.id = $1 FOR KEY SHARE;
  IF NOT FOUND THEN
    most := 0;
    relays := '{}';
  END IF;
  -- The state's row alone is locked: writers of jobs hold the queue's.
  FOR queue IN
    SELECT q.* FROM taskwire.http_queue AS q
    WHERE EXISTS (SELECT FROM taskwire.http_job AS j WHERE j.queue = q.name AND j.status = 'pending' AND j.ready)
    ORDER BY q.name
  LOOP
    PERFORM FROM taskwire.http_queue_state AS s WHERE s.queue = queue.name FOR UPDATE;
    queue_look := taskwire.choose_http_calls(process, queue,
      most - (SELECT count(*)::integer FROM taskwire.http_permit AS p WHERE p.process = $1) + cardinality(before),
      coalesce((relays ->> queue.name)::integer, 0));
    look := least(look, queue_look);
    IF queue.workers < (SELECT count(*) FROM taskwire.http_permit AS p WHERE p.queue = queue.name AND NOT p.relay) THEN
      crowded := crowded || queue.name;
    END IF;
  END LOOP;
  RETURN QUERY
    SELECT j.id, p.relay, greatest(0, extract(epoch FROM j.started_at - clock_timestamp())::double precision * 1000),
      taskwire.http_call_of(j, q), NULL::jsonb
    FROM taskwire.http_permit AS p
    JOIN taskwire.http_job AS j ON j.id = p.job
    JOIN taskwire.http_queue AS q ON q.name = j.queue
    WHERE p.process = $1 AND p.job <> ALL (before)
    ORDER BY j.started_at, j.due_at, j.id;
  RETURN QUERY SELECT NULL::bigint, NULL::boolean, look, NULL::jsonb,
    jsonb_build_object('admitted', admitted, 'unknown', unknown, 'crowded', to_jsonb(crowded));
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.turn_http_calls(uuid, jsonb, jsonb, bigint[], integer, integer, jsonb) FROM PUBLIC;

-- What a process needs to make the call, with what came of the jobs that the job depends on.
CREATE OR REPLACE FUNCTION taskwire.http_call_of(job taskwire.http_job, queue taskwire.http_queue) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'queue', ($2).name, 'attempt', ($1).attempts + 1, 'method', coalesce(($1).method, ($2).method), 'url', ($2).url, 'path', ($1).path,
    'query', ($1).query, 'headers', ($2).headers || coalesce(($1).headers, '{}'), 'payload', ($1).payload,
    'timeout', extract(epoch FROM ($2).timeout) * 1000, 'body_limit', ($2).body_limit, 'idempotency_key', ($1).idempotency_key,
    'signing_secret', ($2).signing_secret, 'traceparent', ($1).traceparent, 'success_codes', ($2).success_codes,
    'callbacks', ($2).callbacks, 'last_attempt', ($1).attempts + 1 >= ($2).attempts,
    'parents', (
      SELECT jsonb_object_agg(coalesce(parent.name, parent.id::text), jsonb_build_object(
        'job', parent.id, 'status', parent.status, 'result_status', parent.result_status, 'body', parent.result_body))
      FROM taskwire.http_job_dependency AS d JOIN taskwire.http_job AS parent ON parent.id = d.depends_on
      WHERE d.job = ($1).id))
$$;
REVOKE EXECUTE ON FUNCTION taskwire.http_call_of(taskwire.http_job, taskwire.http_queue) FROM PUBLIC;

-- Gives back what these processes have in hand, all of it where jobs is NULL: calls that were not begun, or whose process died in the
-- middle of them. An interruption is no attempt, but a job that was interrupted again and again has failed.
CREATE OR REPLACE FUNCTION taskwire.release_http_calls(processes uuid[], jobs bigint[], interrupted boolean) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  most_often CONSTANT integer := 10;
  given_back bigint[];
BEGIN
  WITH back AS (
    DELETE FROM taskwire.http_permit AS p
    WHERE p.process = ANY (processes) AND (jobs IS NULL OR p.job = ANY (jobs))
    RETURNING p.job
  )
  SELECT coalesce(array_agg(back.job), '{}') INTO given_back FROM back;
  UPDATE taskwire.http_job AS j
  SET status = 'pending', ready = true, interruptions = j.interruptions + interrupted::integer
  WHERE j.id = ANY (given_back) AND j.status = 'in_progress' AND (NOT interrupted OR j.interruptions < most_often);
  IF interrupted AND given_back <> '{}' THEN
    PERFORM taskwire.conclude_http_jobs(coalesce((
      SELECT jsonb_agg(jsonb_build_object('job', j.id, 'outcome', 'reject',
        'reason', format('its call was interrupted %s times: the process died in the middle of it', j.interruptions)))
      FROM taskwire.http_job AS j WHERE j.id = ANY (given_back) AND j.status = 'in_progress'), '[]'));
  END IF;
  RETURN cardinality(given_back);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.release_http_calls(uuid[], bigint[], boolean) FROM PUBLIC;

-- Says that a process is alive for so long, takes back the permits of those that are not, and ends what waited for a callback in
-- vain. One that has nothing under way says nothing of itself (NULL), and looks after the others all the same. kept is false where
-- this process itself was counted as dead: the permits that it had are gone. watched: somebody has permits.
CREATE OR REPLACE FUNCTION taskwire.keep_http_process(
  process uuid, lease interval, begins boolean, OUT kept boolean, OUT watched boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  dead uuid[];
  late bigint[];
  ready integer := 0;
BEGIN
  IF process IS NULL THEN
    kept := true;
  ELSIF begins THEN
    INSERT INTO taskwire.http_process (id, alive_until) VALUES (process, clock_timestamp() + lease);
    kept := true;
  ELSE
    UPDATE taskwire.http_process AS p SET alive_until = clock_timestamp() + lease
    WHERE p.id = process AND p.alive_until > clock_timestamp();
    kept := FOUND;
  END IF;
  WITH gone AS (
    DELETE FROM taskwire.http_process AS p
    WHERE p.id IN (
      SELECT old.id FROM taskwire.http_process AS old WHERE old.alive_until <= clock_timestamp() FOR UPDATE SKIP LOCKED)
    RETURNING p.id
  )
  SELECT array_agg(gone.id) INTO dead FROM gone;
  IF dead IS NOT NULL THEN
    ready := taskwire.release_http_calls(dead, NULL, true);
  END IF;
  late := ARRAY(
    SELECT j.id FROM taskwire.http_job AS j WHERE j.callback_until < clock_timestamp() AND j.status = 'in_progress'
    ORDER BY j.id LIMIT 1000 FOR UPDATE SKIP LOCKED);
  IF late <> '{}' THEN
    ready := ready + cardinality(late);
    PERFORM taskwire.conclude_http_jobs((
      SELECT jsonb_agg(jsonb_build_object('job', one.id, 'outcome', 'retry', 'reason', 'no callback came in time'))
      FROM unnest(late) AS one (id)));
  END IF;
  IF ready > 0 THEN
    PERFORM taskwire.wake('${http_calls_queue}');
  END IF;
  watched := EXISTS (SELECT FROM taskwire.http_permit);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.keep_http_process(uuid, interval, boolean) FROM PUBLIC;

-- Gives back what a process has in hand, which ends in order.
CREATE OR REPLACE FUNCTION taskwire.end_http_process(process uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  given_back integer;
BEGIN
  DELETE FROM taskwire.http_process AS p WHERE p.id = process;
  given_back := taskwire.release_http_calls(ARRAY[process], NULL, false);
  IF given_back > 0 THEN
    PERFORM taskwire.wake('${http_calls_queue}');
  END IF;
  RETURN given_back;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.end_http_process(uuid) FROM PUBLIC;
