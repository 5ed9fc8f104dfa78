-- Asynchronous answers: an endpoint has taken a job over with 202, and says later what came of it.

-- What a callback says: {"status": "done" | "failed" | "working", "result", "reason"}. Working asks for another callback_timeout; failed
-- is a failed attempt, or the end of the job where "final" is true. Answers taken, late (the job waits for that attempt's answer no
-- longer), or unknown.
CREATE OR REPLACE FUNCTION taskwire.http_callback(job bigint, attempt integer, said jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  waiting taskwire.http_job;
  status CONSTANT text := said ->> 'status';
BEGIN
  IF status IS NULL OR status NOT IN ('done', 'failed', 'working') THEN
    RAISE EXCEPTION 'A callback says a status: done, failed or working.' USING ERRCODE = 'invalid_parameter_value',
      HINT = 'For example {"status": "done", "result": {"url": "https://example.com/17.png"}}.';
  END IF;
  SELECT j.* INTO waiting FROM taskwire.http_job AS j WHERE j.id = $1 FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'unknown';
  END IF;
  IF waiting.status <> 'in_progress' OR waiting.callback_until IS NULL OR waiting.attempts + 1 <> $2 THEN
    RETURN 'late';
  END IF;
  IF status = 'working' THEN
    UPDATE taskwire.http_job AS j SET callback_until = clock_timestamp() + q.callback_timeout
    FROM taskwire.http_queue AS q WHERE j.id = $1 AND q.name = j.queue;
    RETURN 'taken';
  END IF;
  IF taskwire.conclude_http_jobs(jsonb_build_array(jsonb_build_object(
      'job', $1,
      'outcome', CASE WHEN status = 'done' THEN 'done' WHEN said -> 'final' = 'true' THEN 'reject' ELSE 'retry' END,
      'status', waiting.result_status, 'headers', waiting.result_headers, 'body', said ->> 'result',
      'reason', coalesce(left(said ->> 'reason', 2000), 'the callback said failed')))) > 0 OR status = 'failed' THEN
    PERFORM taskwire.wake('${http_calls_queue}');
  END IF;
  RETURN 'taken';
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.http_callback(bigint, integer, jsonb) FROM PUBLIC;
