-- Jobs that wait for others. A job may run when each of its dependencies is settled; http_job.waits_for counts the others.

-- Where a cycle is, one of its dependencies leads to a younger job (or to the job itself). There are few of those, and most graphs
-- have none, so that only from them the way up is gone.
CREATE OR REPLACE FUNCTION taskwire.require_no_cycle(jobs bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  job bigint;
  younger bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM taskwire.http_job_dependency AS d WHERE d.depends_on >= d.job) THEN
    RETURN;
  END IF;
  FOR job, younger IN
    WITH RECURSIVE above (id) AS (
      SELECT unnest(jobs)
      UNION
      SELECT d.depends_on FROM above JOIN taskwire.http_job_dependency AS d ON d.job = above.id
    )
    SELECT d.job, d.depends_on FROM above JOIN taskwire.http_job_dependency AS d ON d.job = above.id WHERE d.depends_on >= d.job
  LOOP
    PERFORM FROM (
      WITH RECURSIVE above (id) AS (
        SELECT younger
        UNION
        SELECT d.depends_on FROM above JOIN taskwire.http_job_dependency AS d ON d.job = above.id
      )
      SELECT above.id FROM above
    ) AS above WHERE above.id = job;
    IF FOUND THEN
      RAISE EXCEPTION 'Job % would wait for itself: it depends on job %, which depends on it.', job, younger
        USING ERRCODE = 'check_violation', HINT = 'Leave out one of the dependencies of the cycle.';
    END IF;
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.require_no_cycle(bigint[]) FROM PUBLIC;

-- The locks, on both ends and in one order, let of two writers who together would make a cycle the second one see the first.
CREATE OR REPLACE FUNCTION taskwire.begin_http_dependencies() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  jobs bigint[] := ARRAY(SELECT DISTINCT d.job FROM new_dependencies AS d);
  begun bigint;
  lost bigint[];
BEGIN
  PERFORM FROM taskwire.http_job AS j
  WHERE j.id = ANY (jobs || ARRAY(SELECT d.depends_on FROM new_dependencies AS d)) ORDER BY j.id FOR UPDATE;
  SELECT j.id INTO begun FROM taskwire.http_job AS j WHERE j.id = ANY (jobs) AND j.status NOT IN ('staged', 'pending') LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Job % has begun, and can wait for nothing any more.', begun
      USING ERRCODE = 'object_not_in_prerequisite_state',
        HINT = 'Insert the job as staged, then its dependencies, and set it to pending; or all at once with taskwire.http_flow.';
  END IF;
  PERFORM taskwire.require_no_cycle(jobs);
  UPDATE taskwire.http_job_dependency AS d SET settled = true
  FROM new_dependencies AS n JOIN taskwire.http_job AS parent ON parent.id = n.depends_on
  WHERE d.job = n.job AND d.depends_on = n.depends_on
    AND (parent.status = 'successful' OR parent.status IN ('failed', 'cancelled') AND n.on_failure = 'run');
  UPDATE taskwire.http_job AS j SET waits_for = open.number, ready = j.ready AND open.number = 0
  FROM (
    SELECT d.job, count(*) FILTER (WHERE NOT d.settled) AS number
    FROM taskwire.http_job_dependency AS d WHERE d.job = ANY (jobs) GROUP BY d.job
  ) AS open
  WHERE j.id = open.job;
  lost := ARRAY(
    SELECT DISTINCT n.depends_on FROM new_dependencies AS n JOIN taskwire.http_job AS parent ON parent.id = n.depends_on
    WHERE parent.status IN ('failed', 'cancelled') AND n.on_failure = 'cancel');
  IF lost <> '{}' THEN
    PERFORM taskwire.settle_http_dependents('{}', lost);
  END IF;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.begin_http_dependencies() FROM PUBLIC;
CREATE OR REPLACE TRIGGER http_dependencies_begin AFTER INSERT ON taskwire.http_job_dependency REFERENCING NEW TABLE AS new_dependencies
  FOR EACH STATEMENT EXECUTE FUNCTION taskwire.begin_http_dependencies();

-- A dependency that somebody takes away, by itself or with the job that was waited for, is waited for no more.
CREATE OR REPLACE FUNCTION taskwire.end_http_dependencies() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE taskwire.http_job AS j
  SET waits_for = j.waits_for - gone.number, ready = j.status = 'pending' AND j.waits_for = gone.number
  FROM (SELECT d.job, count(*) AS number FROM old_dependencies AS d WHERE NOT d.settled GROUP BY d.job) AS gone
  WHERE j.id = gone.job;
  IF FOUND THEN
    PERFORM taskwire.wake(taskwire.http_calls_queue());
  END IF;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.end_http_dependencies() FROM PUBLIC;
CREATE OR REPLACE TRIGGER http_dependencies_end AFTER DELETE ON taskwire.http_job_dependency REFERENCING OLD TABLE AS old_dependencies
  FOR EACH STATEMENT EXECUTE FUNCTION taskwire.end_http_dependencies();

-- What becomes of those that waited for jobs that are through, and for jobs that failed or were cancelled: they may run, are
-- cancelled and so on down the graph, or go on waiting. Answers how many may run now.
CREATE OR REPLACE FUNCTION taskwire.settle_http_dependents(through bigint[], lost bigint[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  ready_now integer := 0;
  became_ready integer;
BEGIN
  WHILE through <> '{}' OR lost <> '{}' LOOP
    PERFORM FROM taskwire.http_job AS j
    WHERE j.id = ANY (ARRAY(
      SELECT d.job FROM taskwire.http_job_dependency AS d WHERE d.depends_on = ANY (through || lost) AND NOT d.settled))
    ORDER BY j.id FOR UPDATE;
    WITH settled AS (
      UPDATE taskwire.http_job_dependency AS d SET settled = true
      WHERE NOT d.settled AND (d.depends_on = ANY (through) OR d.depends_on = ANY (lost) AND d.on_failure = 'run')
      RETURNING d.job
    ), fewer AS (
      SELECT settled.job, count(*) AS number FROM settled GROUP BY settled.job
    ), counted AS (
      UPDATE taskwire.http_job AS j
      SET waits_for = j.waits_for - fewer.number, ready = j.status = 'pending' AND j.waits_for = fewer.number
      FROM fewer WHERE j.id = fewer.job
      RETURNING j.ready
    )
    SELECT count(*) FILTER (WHERE counted.ready) INTO became_ready FROM counted;
    ready_now := ready_now + became_ready;
    WITH cancelled AS (
      UPDATE taskwire.http_job AS j
      SET status = 'cancelled', ready = false, ended_at = clock_timestamp(), cancelled_by = first.parent
      FROM (
        SELECT d.job, min(d.depends_on) AS parent FROM taskwire.http_job_dependency AS d
        WHERE d.depends_on = ANY (lost) AND NOT d.settled AND d.on_failure = 'cancel' GROUP BY d.job
      ) AS first
      WHERE j.id = first.job AND j.status IN ('staged', 'pending')
      RETURNING j.id
    )
    SELECT coalesce(array_agg(cancelled.id), '{}') INTO lost FROM cancelled;
    through := '{}';
  END LOOP;
  RETURN ready_now;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.settle_http_dependents(bigint[], bigint[]) FROM PUBLIC;

-- Cancels jobs that have not begun or whose answer is awaited, and what depends on them as it says; answers how many of them it
-- cancelled. A call that is under way goes on.
CREATE OR REPLACE FUNCTION taskwire.cancel_http_jobs(jobs bigint[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  cancelled bigint[];
BEGIN
  PERFORM FROM taskwire.http_job AS j WHERE j.id = ANY (jobs) ORDER BY j.id FOR UPDATE;
  WITH gone AS (
    UPDATE taskwire.http_job AS j
    SET status = 'cancelled', ready = false, ended_at = clock_timestamp(), callback_until = NULL
    WHERE j.id = ANY (jobs) AND (j.status IN ('staged', 'pending') OR j.status = 'in_progress' AND j.callback_until IS NOT NULL)
    RETURNING j.id
  )
  SELECT coalesce(array_agg(gone.id), '{}') INTO cancelled FROM gone;
  IF taskwire.settle_http_dependents('{}', cancelled) > 0 THEN
    PERFORM taskwire.wake(taskwire.http_calls_queue());
  END IF;
  RETURN cardinality(cancelled);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.cancel_http_jobs(bigint[]) FROM PUBLIC;

-- Lets jobs that failed or were cancelled begin again, with all their attempts, and with them those that were cancelled because
-- of them; answers how many of the first. One that waits for another job that failed stays cancelled because of that one. One that
-- is pending and whose message was purged comes in, too.
CREATE OR REPLACE FUNCTION taskwire.redrive_http_jobs(jobs bigint[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  begun integer;
  again bigint[];
BEGIN
  PERFORM FROM taskwire.http_job AS j WHERE j.id = ANY (jobs) ORDER BY j.id FOR UPDATE;
  again := ARRAY(SELECT j.id FROM taskwire.http_job AS j
    WHERE j.id = ANY (jobs) AND (j.status IN ('failed', 'cancelled') OR j.status = 'pending' AND NOT j.ready AND j.waits_for = 0));
  begun := cardinality(again);
  WHILE again <> '{}' LOOP
    UPDATE "${tables_schema}".job_failures AS failure SET redriven_at = clock_timestamp(), redriven_by = session_user
    FROM taskwire.http_job AS j
    WHERE j.id = ANY (again) AND failure.failed_at = j.ended_at AND failure.event_id = j.idempotency_key
      AND failure.redriven_at IS NULL;
    UPDATE taskwire.http_job AS j SET status = 'pending', attempts = 0, cancelled_by = NULL, ended_at = NULL,
      ready = j.waits_for = 0, due_at = greatest(j.due_at, clock_timestamp()),
      result_status = NULL, result_headers = NULL, result_body = NULL, result_truncated = false
    WHERE j.id = ANY (again);
    again := ARRAY(
      SELECT j.id FROM taskwire.http_job AS j
      WHERE j.cancelled_by = ANY (again) AND j.status = 'cancelled' AND NOT EXISTS (
        SELECT FROM taskwire.http_job_dependency AS d JOIN taskwire.http_job AS parent ON parent.id = d.depends_on
        WHERE d.job = j.id AND NOT d.settled AND d.on_failure = 'cancel' AND parent.status IN ('failed', 'cancelled'))
      ORDER BY j.id FOR UPDATE);
  END LOOP;
  IF begun > 0 THEN
    PERFORM taskwire.wake(taskwire.http_calls_queue());
  END IF;
  RETURN begun;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.redrive_http_jobs(bigint[]) FROM PUBLIC;
