-- HTTP-call queues: rows that become HTTP calls. Users write http_queue, http_job and http_job_dependency; the rest is the workers'.

-- Where calls go and how. A change counts from the next call on.
CREATE TABLE taskwire.http_queue (
  name text NOT NULL,
  method text NOT NULL DEFAULT 'POST',
  url text NOT NULL, -- a job's path is put behind it
  headers jsonb NOT NULL DEFAULT '{}', -- {{secret NAME}} in a value stands for a secret of the configuration
  timeout interval NOT NULL DEFAULT '30 seconds', -- of one call, from the resolving of the name to the last byte
  workers integer NOT NULL DEFAULT 5, -- calls at once, over all processes
  key_workers integer, -- calls at once for one concurrency_key; NULL: as many as there are workers
  rate numeric, -- calls a second, over all processes; NULL: as fast as the workers are
  burst integer NOT NULL DEFAULT 1, -- calls that may begin at once after a time in which there were few
  attempts integer NOT NULL DEFAULT 5, -- calls that may fail before the job does
  backoff interval NOT NULL DEFAULT '1 second', -- before the second call; it doubles with each, give or take a quarter
  backoff_most interval NOT NULL DEFAULT '15 minutes',
  success_codes text NOT NULL DEFAULT '200-299', -- such as '200-299,404'
  signing_secret text, -- the name of a secret of the configuration
  callbacks boolean NOT NULL DEFAULT false, -- whether an answer 202 says that the outcome comes later, by a callback
  callback_timeout interval NOT NULL DEFAULT '1 hour',
  body_limit integer NOT NULL DEFAULT 65536, -- bytes of an answer's body that are kept
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT http_queue_pkey PRIMARY KEY (name),
  CONSTRAINT http_queue_name_check CHECK (name ~ '^[a-z][a-z0-9_]{0,46}$'),
  CONSTRAINT http_queue_method_check CHECK (method IN ('POST', 'GET', 'PUT', 'PATCH', 'DELETE')),
  CONSTRAINT http_queue_url_check CHECK (url ~* '^https?://[^/?#[:space:]]+' AND url !~ '[[:space:]#]' AND length(url) <= 2000),
  CONSTRAINT http_queue_headers_check CHECK (jsonb_typeof(headers) = 'object' AND NOT jsonb_path_exists(headers, '$.* ? (@.type() != "string")')),
  CONSTRAINT http_queue_timeout_check CHECK (timeout BETWEEN '10 milliseconds' AND '1 hour'),
  CONSTRAINT http_queue_workers_check CHECK (workers BETWEEN 0 AND 10000),
  CONSTRAINT http_queue_key_workers_check CHECK (key_workers >= 1),
  CONSTRAINT http_queue_rate_check CHECK (rate BETWEEN 0.001 AND 100000),
  CONSTRAINT http_queue_burst_check CHECK (burst BETWEEN 1 AND 100000),
  CONSTRAINT http_queue_attempts_check CHECK (attempts BETWEEN 1 AND 100),
  CONSTRAINT http_queue_backoff_check CHECK (backoff BETWEEN '0' AND backoff_most AND backoff_most <= '30 days'),
  CONSTRAINT http_queue_success_codes_check CHECK (success_codes ~ '^[1-5][0-9]{2}(-[1-5][0-9]{2})?(,[1-5][0-9]{2}(-[1-5][0-9]{2})?)*$'),
  CONSTRAINT http_queue_callback_timeout_check CHECK (callback_timeout BETWEEN '1 second' AND '30 days'),
  CONSTRAINT http_queue_body_limit_check CHECK (body_limit BETWEEN 0 AND 10485760)
);

-- What the workers know of a queue; who takes calls of it locks its row.
CREATE TABLE taskwire.http_queue_state (
  queue text NOT NULL,
  last_key text NOT NULL DEFAULT '', -- whose turn it was, so that each key has one
  next_start timestamptz NOT NULL DEFAULT '-infinity', -- where there is a rate: when the next call may begin
  closed_until timestamptz, -- the destination asked to be left alone
  closed_reason text,
  CONSTRAINT http_queue_state_pkey PRIMARY KEY (queue),
  CONSTRAINT http_queue_state_queue_fkey FOREIGN KEY (queue) REFERENCES taskwire.http_queue (name) ON UPDATE CASCADE ON DELETE CASCADE
);

-- Jobs that were inserted together, to be shown as one.
CREATE TABLE taskwire.http_flow (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT http_flow_pkey PRIMARY KEY (id)
);
CREATE INDEX http_flow_created_idx ON taskwire.http_flow (created_at);

-- A call to be made. Users insert queue, payload, method, path, query, headers, concurrency_key, due_at and status: staged, to be
-- set to pending later, or pending. Everything else the workers write.
CREATE TABLE taskwire.http_job (
  id bigint GENERATED ALWAYS AS IDENTITY,
  queue text NOT NULL,
  payload jsonb, -- the body; of a GET the parameters
  method text, -- NULL: the queue's
  path text, -- behind the queue's URL
  query jsonb,
  headers jsonb, -- beside the queue's, and before them
  concurrency_key text,
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(), -- not before
  status text NOT NULL DEFAULT 'pending',
  flow uuid,
  name text, -- within its flow
  idempotency_key uuid NOT NULL DEFAULT gen_random_uuid(), -- the same in each attempt
  traceparent text,
  attempts integer NOT NULL DEFAULT 0, -- calls that came to an end
  interruptions integer NOT NULL DEFAULT 0, -- calls whose process died; they are no attempts
  waits_for integer NOT NULL DEFAULT 0, -- jobs that it depends on and that are not through
  ready boolean NOT NULL DEFAULT false, -- came in through the queue of messages, and waits for nothing but its time and a permit
  cancelled_by bigint, -- the job that failed or was cancelled before
  callback_until timestamptz, -- an answer is awaited that long
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at timestamptz, -- the latest call
  ended_at timestamptz,
  result_status integer,
  result_headers jsonb,
  result_body text,
  result_truncated boolean NOT NULL DEFAULT false,
  errors jsonb NOT NULL DEFAULT '[]', -- [{"at", "attempt", "reason", "status"}]
  CONSTRAINT http_job_pkey PRIMARY KEY (id),
  CONSTRAINT http_job_queue_fkey FOREIGN KEY (queue) REFERENCES taskwire.http_queue (name) ON UPDATE CASCADE,
  CONSTRAINT http_job_flow_fkey FOREIGN KEY (flow) REFERENCES taskwire.http_flow (id) ON DELETE SET NULL,
  CONSTRAINT http_job_method_check CHECK (method IN ('POST', 'GET', 'PUT', 'PATCH', 'DELETE')),
  CONSTRAINT http_job_path_check CHECK (path !~ '[[:space:]#]' AND path ~ '^[/?]' AND length(path) <= 2000),
  CONSTRAINT http_job_query_check CHECK (jsonb_typeof(query) = 'object'),
  CONSTRAINT http_job_headers_check CHECK (jsonb_typeof(headers) = 'object' AND NOT jsonb_path_exists(headers, '$.* ? (@.type() != "string")')),
  CONSTRAINT http_job_key_check CHECK (concurrency_key <> '' AND length(concurrency_key) <= 200),
  CONSTRAINT http_job_status_check
    CHECK (status IN ('staged', 'pending', 'in_progress', 'successful', 'failed', 'cancelled'))
);
CREATE INDEX http_job_ready_idx ON taskwire.http_job (queue, coalesce(concurrency_key, ''), due_at, id)
  WHERE status = 'pending' AND ready;
CREATE INDEX http_job_due_idx ON taskwire.http_job (queue, due_at) WHERE status = 'pending' AND ready;
CREATE INDEX http_job_callback_idx ON taskwire.http_job (callback_until) WHERE callback_until IS NOT NULL;
CREATE INDEX http_job_flow_idx ON taskwire.http_job (flow) WHERE flow IS NOT NULL;
CREATE INDEX http_job_cancelled_by_idx ON taskwire.http_job (cancelled_by) WHERE cancelled_by IS NOT NULL;
CREATE INDEX http_job_status_idx ON taskwire.http_job (queue, status, id);
CREATE INDEX http_job_ended_idx ON taskwire.http_job (ended_at) WHERE ended_at IS NOT NULL;

-- Which job runs after which.
CREATE TABLE taskwire.http_job_dependency (
  job bigint NOT NULL,
  depends_on bigint NOT NULL,
  on_failure text NOT NULL DEFAULT 'cancel', -- cancel the job, run it anyway, or wait for a redrive
  settled boolean NOT NULL DEFAULT false, -- the job need not wait for it any more
  CONSTRAINT http_job_dependency_pkey PRIMARY KEY (job, depends_on),
  CONSTRAINT http_job_dependency_job_fkey FOREIGN KEY (job) REFERENCES taskwire.http_job (id) ON DELETE CASCADE,
  CONSTRAINT http_job_dependency_depends_on_fkey FOREIGN KEY (depends_on) REFERENCES taskwire.http_job (id) ON DELETE CASCADE,
  CONSTRAINT http_job_dependency_on_failure_check CHECK (on_failure IN ('cancel', 'run', 'wait'))
);
CREATE INDEX http_job_dependency_depends_on_idx ON taskwire.http_job_dependency (depends_on);
-- A cycle has at least one that leads to a younger job, and there are few of those.
CREATE INDEX http_job_dependency_younger_idx ON taskwire.http_job_dependency (job, depends_on) WHERE depends_on >= job;

-- The processes that make calls. A permit is good as long as its process is here.
CREATE TABLE taskwire.http_process (
  id uuid NOT NULL,
  alive_until timestamptz NOT NULL,
  CONSTRAINT http_process_pkey PRIMARY KEY (id)
);

-- The calls that are under way, one a row: never more of a queue than it has workers.
CREATE TABLE taskwire.http_permit (
  job bigint NOT NULL,
  queue text NOT NULL,
  concurrency_key text NOT NULL DEFAULT '',
  process uuid NOT NULL,
  relay boolean NOT NULL DEFAULT false, -- begins when a call of the same process ends, and counts from then on
  CONSTRAINT http_permit_pkey PRIMARY KEY (job)
);
CREATE INDEX http_permit_queue_idx ON taskwire.http_permit (queue, concurrency_key);
CREATE INDEX http_permit_process_idx ON taskwire.http_permit (process);

DO $$
DECLARE
  small text;
BEGIN
  FOREACH small IN ARRAY ARRAY['http_permit', 'http_process', 'http_queue_state'] LOOP
    EXECUTE format('ALTER TABLE taskwire.%I SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
      autovacuum_vacuum_cost_delay = 0, vacuum_truncate = off)', small);
  END LOOP;
END
$$;

REVOKE ALL ON taskwire.http_queue, taskwire.http_queue_state, taskwire.http_flow, taskwire.http_job, taskwire.http_job_dependency,
  taskwire.http_process, taskwire.http_permit FROM PUBLIC;
