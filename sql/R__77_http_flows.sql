-- Sending jobs: one, or a graph of them in one call.

-- A job from what is said of it as JSON, by the names of its columns; key stands for concurrency_key, delay for a due_at so much later.
CREATE OR REPLACE FUNCTION taskwire.require_http_job(job jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  strange text;
BEGIN
  IF jsonb_typeof(job) IS DISTINCT FROM 'object' THEN
    RAISE EXCEPTION 'A job is a JSON object, not %.', coalesce(jsonb_typeof(job), 'NULL')
      USING ERRCODE = 'invalid_parameter_value', HINT = 'For example {"queue": "invoices", "payload": {"invoice": 17}}.';
  END IF;
  SELECT string_agg(field, ', ' ORDER BY field) INTO strange FROM jsonb_object_keys(job) AS field
  WHERE field NOT IN ('name', 'queue', 'payload', 'method', 'path', 'query', 'headers', 'key', 'delay', 'due_at', 'after');
  IF strange IS NOT NULL THEN
    RAISE EXCEPTION 'A job has no %.', strange
      USING ERRCODE = 'invalid_parameter_value',
        HINT = 'It has queue, payload, method, path, query, headers, key, delay, due_at and, in a flow, name and after.';
  END IF;
  IF NOT EXISTS (SELECT FROM taskwire.http_queue AS q WHERE q.name = job ->> 'queue') THEN
    RAISE EXCEPTION 'There is no HTTP queue %.', coalesce(quote_literal(job ->> 'queue'), 'without a name')
      USING ERRCODE = 'undefined_object', HINT = 'Make one with INSERT INTO taskwire.http_queue (name, url) VALUES (…).';
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.require_http_job(jsonb) FROM PUBLIC;

-- Inserts jobs in their order, all with one status, and answers their ids in that order.
CREATE OR REPLACE FUNCTION taskwire.insert_http_jobs(jobs jsonb, flow uuid, status text) RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  ids bigint[];
BEGIN
  PERFORM taskwire.require_http_job(one.value) FROM jsonb_array_elements(jobs) AS one;
  WITH inserted AS (
    INSERT INTO taskwire.http_job
      (queue, name, payload, method, path, query, headers, concurrency_key, due_at, status, flow)
    SELECT one.value ->> 'queue', one.value ->> 'name', one.value -> 'payload', one.value ->> 'method', one.value ->> 'path',
      nullif(one.value -> 'query', 'null'), nullif(one.value -> 'headers', 'null'), one.value ->> 'key',
      coalesce((one.value ->> 'due_at')::timestamptz, clock_timestamp() + coalesce((one.value ->> 'delay')::interval, '0')), $3, $2
    FROM jsonb_array_elements(jobs) WITH ORDINALITY AS one (value, line) ORDER BY one.line
    RETURNING id
  )
  SELECT array_agg(inserted.id ORDER BY inserted.id) INTO ids FROM inserted;
  RETURN ids;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.insert_http_jobs(jsonb, uuid, text) FROM PUBLIC;

-- Inserts one job: {"queue", "payload", "method", "path", "query", "headers", "key", "delay"}; answers its id.
CREATE OR REPLACE FUNCTION taskwire.http_call(job jsonb) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT (taskwire.insert_http_jobs(jsonb_build_array(job), NULL, 'pending'))[1]
$$;
REVOKE EXECUTE ON FUNCTION taskwire.http_call(jsonb) FROM PUBLIC;

-- The same for a queue and a payload.
CREATE OR REPLACE FUNCTION taskwire.http_call(queue text, payload jsonb) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT taskwire.http_call(jsonb_build_object('queue', queue, 'payload', payload))
$$;
REVOKE EXECUTE ON FUNCTION taskwire.http_call(text, jsonb) FROM PUBLIC;

-- The jobs of a flow so that each comes behind those it waits for. jobs: [{"name", "after": ["name" or {"job", "on_failure"}]}]
CREATE OR REPLACE FUNCTION taskwire.ordered_http_flow(jobs jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  ordered jsonb[] := '{}';
  rest jsonb[] := ARRAY(SELECT one.value FROM jsonb_array_elements(jobs) WITH ORDINALITY AS one (value, line) ORDER BY one.line);
  known jsonb := '{}';
  job jsonb;
  later jsonb[];
BEGIN
  WHILE rest <> '{}' LOOP
    later := '{}';
    FOREACH job IN ARRAY rest LOOP
      IF NOT EXISTS (SELECT FROM taskwire.http_flow_edges(job) AS edge WHERE NOT known ? edge.depends_on) THEN
        ordered := ordered || job;
        known := known || jsonb_build_object(job ->> 'name', true);
      ELSE
        later := later || job;
      END IF;
    END LOOP;
    IF cardinality(later) = cardinality(rest) THEN
      RAISE EXCEPTION 'The jobs % of the flow wait for one another.', (
          SELECT string_agg(quote_literal(one.value ->> 'name'), ', ') FROM unnest(rest[1:20]) AS one (value))
        USING ERRCODE = 'check_violation', HINT = 'Leave out one of the dependencies of the cycle.';
    END IF;
    rest := later;
  END LOOP;
  RETURN to_jsonb(ordered);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.ordered_http_flow(jsonb) FROM PUBLIC;

-- What a job of a flow waits for.
CREATE OR REPLACE FUNCTION taskwire.http_flow_edges(job jsonb) RETURNS TABLE (depends_on text, on_failure text)
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE jsonb_typeof(edge.value) WHEN 'string' THEN edge.value #>> '{}' ELSE edge.value ->> 'job' END,
    coalesce(edge.value ->> 'on_failure', 'cancel')
  FROM jsonb_array_elements(CASE jsonb_typeof(job -> 'after') WHEN 'array' THEN job -> 'after' ELSE '[]' END) AS edge
$$;
REVOKE EXECUTE ON FUNCTION taskwire.http_flow_edges(jsonb) FROM PUBLIC;

-- Inserts a graph of jobs that become ready together, when the transaction commits; answers its id. {"name", "jobs": [{"name", …,
-- "after": ["another's name", {"job": "another's name", "on_failure": "cancel" | "run" | "wait"}]}]}
CREATE OR REPLACE FUNCTION taskwire.http_flow(flow jsonb) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  most CONSTANT integer := 10000;
  jobs jsonb := flow -> 'jobs';
  number integer;
  twice text;
  strange text;
  flow_id uuid;
  ids bigint[];
BEGIN
  IF jsonb_typeof(jobs) IS DISTINCT FROM 'array' OR jobs = '[]' THEN
    RAISE EXCEPTION 'A flow is a JSON object with jobs, an array of one at the least.'
      USING ERRCODE = 'invalid_parameter_value',
        HINT = 'For example {"name": "order 17", "jobs": [{"name": "pay", "queue": "payments"}, {"name": "ship", "queue": "shop", "after": ["pay"]}]}.';
  END IF;
  number := jsonb_array_length(jobs);
  IF number > most THEN
    RAISE EXCEPTION 'The flow has % jobs; % are the most.', number, most USING ERRCODE = 'program_limit_exceeded',
      HINT = 'Insert the jobs as staged, then their dependencies, and set them to pending.';
  END IF;
  PERFORM taskwire.require_http_job(one.value) FROM jsonb_array_elements(jobs) AS one;
  SELECT coalesce(one.value ->> 'name', 'without a name') INTO twice
  FROM jsonb_array_elements(jobs) AS one GROUP BY one.value ->> 'name' HAVING count(*) > 1 OR one.value ->> 'name' IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'The flow has a job % that is not the only one.', quote_literal(twice)
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Give each job of a flow a name of its own.';
  END IF;
  SELECT format('%L waits for %s', one.value ->> 'name', coalesce(quote_literal(edge.depends_on), 'a job without a name')) INTO strange
  FROM jsonb_array_elements(jobs) AS one CROSS JOIN taskwire.http_flow_edges(one.value) AS edge
  WHERE edge.depends_on IS NULL OR NOT EXISTS (
    SELECT FROM jsonb_array_elements(jobs) AS other WHERE other.value ->> 'name' = edge.depends_on) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'Job %, which the flow does not have.', strange USING ERRCODE = 'invalid_parameter_value',
      HINT = 'after names other jobs of the same flow.';
  END IF;
  jobs := taskwire.ordered_http_flow(jobs);
  INSERT INTO taskwire.http_flow AS made (name) VALUES (flow ->> 'name') RETURNING made.id INTO flow_id;
  ids := taskwire.insert_http_jobs(jobs, flow_id, 'staged');
  INSERT INTO taskwire.http_job_dependency (job, depends_on, on_failure)
  SELECT ids[one.line], parent.id, edge.on_failure
  FROM jsonb_array_elements(jobs) WITH ORDINALITY AS one (value, line)
  CROSS JOIN taskwire.http_flow_edges(one.value) AS edge
  JOIN taskwire.http_job AS parent ON parent.flow = flow_id AND parent.name = edge.depends_on;
  UPDATE taskwire.http_job AS j SET status = 'pending' WHERE j.id = ANY (ids);
  RETURN flow_id;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.http_flow(jsonb) FROM PUBLIC;
