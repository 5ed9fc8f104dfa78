-- How HTTP calls come in: each job that may run sends a message in its writer's own transaction, and the workers that read it
-- let the job in.

CREATE OR REPLACE FUNCTION taskwire.http_calls_queue() RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT '${http_calls_queue}' $$;
REVOKE EXECUTE ON FUNCTION taskwire.http_calls_queue() FROM PUBLIC;

-- Sends the messages of jobs that may run.
CREATE OR REPLACE FUNCTION taskwire.announce_http_jobs(jobs bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  queue CONSTANT text := taskwire.http_calls_queue();
  first integer := 1;
BEGIN
  WHILE first <= cardinality(jobs) LOOP
    PERFORM FROM pgmq.send_batch(queue, ARRAY(
      SELECT jsonb_build_object('job', one.id) FROM unnest(jobs[first:first + 9999]) AS one (id)));
    first := first + 10000;
  END LOOP;
  IF cardinality(jobs) > 0 THEN
    PERFORM taskwire.wake(queue);
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.announce_http_jobs(bigint[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION taskwire.begin_http_queue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO taskwire.http_queue_state (queue) VALUES (NEW.name);
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.begin_http_queue() FROM PUBLIC;
CREATE OR REPLACE TRIGGER http_queue_begins AFTER INSERT ON taskwire.http_queue
  FOR EACH ROW EXECUTE FUNCTION taskwire.begin_http_queue();

-- Whoever waits for a permit looks at once. (Processes look by themselves, too, if this is off or lost.)
CREATE OR REPLACE FUNCTION taskwire.wake_http_workers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM taskwire.wake(taskwire.http_calls_queue());
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.wake_http_workers() FROM PUBLIC;
CREATE OR REPLACE TRIGGER http_queue_changes AFTER UPDATE ON taskwire.http_queue
  FOR EACH STATEMENT EXECUTE FUNCTION taskwire.wake_http_workers();

CREATE OR REPLACE FUNCTION taskwire.begin_http_job() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.status NOT IN ('staged', 'pending') OR NEW.attempts + NEW.waits_for + NEW.interruptions <> 0 OR NEW.ready
    OR NEW.cancelled_by IS NOT NULL OR NEW.callback_until IS NOT NULL THEN
    RAISE EXCEPTION 'A job begins as staged or pending, with nothing that its workers write; its status is %.', NEW.status
      USING ERRCODE = 'check_violation',
        HINT = 'Insert queue, payload, method, path, query, headers, concurrency_key and due_at, and leave the rest out.';
  END IF;
  NEW.traceparent := coalesce(NEW.traceparent, taskwire.trace() ->> 'traceparent');
  RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.begin_http_job() FROM PUBLIC;
CREATE OR REPLACE TRIGGER http_job_begins BEFORE INSERT ON taskwire.http_job
  FOR EACH ROW EXECUTE FUNCTION taskwire.begin_http_job();

CREATE OR REPLACE FUNCTION taskwire.announce_new_http_jobs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM taskwire.announce_http_jobs(ARRAY(SELECT job.id FROM new_jobs AS job WHERE job.status = 'pending' ORDER BY job.id));
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.announce_new_http_jobs() FROM PUBLIC;
CREATE OR REPLACE TRIGGER http_jobs_come AFTER INSERT ON taskwire.http_job REFERENCING NEW TABLE AS new_jobs
  FOR EACH STATEMENT EXECUTE FUNCTION taskwire.announce_new_http_jobs();

CREATE OR REPLACE FUNCTION taskwire.announce_http_job() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM taskwire.announce_http_jobs(ARRAY[NEW.id]);
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.announce_http_job() FROM PUBLIC;
CREATE OR REPLACE TRIGGER http_job_is_released AFTER UPDATE OF status ON taskwire.http_job FOR EACH ROW
  WHEN (OLD.status = 'staged' AND NEW.status = 'pending' AND NEW.waits_for = 0)
  EXECUTE FUNCTION taskwire.announce_http_job();

-- Takes up to so many messages, and lets in the jobs that they name; answers how many messages, and how many remain that name
-- no job. A job that waits, runs or is through is left as it is; one that has failed begins again (it was redriven as a message).
CREATE OR REPLACE FUNCTION taskwire.admit_http_jobs(most integer, OUT admitted integer, OUT unknown integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  jobs bigint[];
BEGIN
  IF EXISTS (SELECT FROM taskwire.paused_queue AS paused WHERE paused.queue = '${http_calls_queue}') THEN
    admitted := 0;
    unknown := 0;
    RETURN;
  END IF;
  WITH found AS (
    SELECT message.msg_id, job.id
    FROM pgmq."q_${http_calls_queue}" AS message
    LEFT JOIN taskwire.http_job AS job ON job.id = taskwire.bigint_or_null(message.message ->> 'job')
    WHERE message.vt <= clock_timestamp()
    ORDER BY message.msg_id LIMIT most
    FOR UPDATE OF message SKIP LOCKED
  ), gone AS (
    DELETE FROM pgmq."q_${http_calls_queue}" AS message
    WHERE message.msg_id = ANY (ARRAY(SELECT found.msg_id FROM found WHERE found.id IS NOT NULL))
  )
  SELECT array_agg(found.id ORDER BY found.id) FILTER (WHERE found.id IS NOT NULL), count(*) FILTER (WHERE found.id IS NULL)
  INTO jobs, unknown FROM found;
  admitted := coalesce(cardinality(jobs), 0);
  IF admitted > 0 THEN
    PERFORM taskwire.redrive_http_jobs(ARRAY(SELECT job.id FROM taskwire.http_job AS job WHERE job.id = ANY (jobs) AND job.status = 'failed'));
    UPDATE taskwire.http_job AS job SET ready = true
    WHERE job.id = ANY (jobs) AND job.status = 'pending' AND job.waits_for = 0 AND NOT job.ready;
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.admit_http_jobs(integer) FROM PUBLIC;
