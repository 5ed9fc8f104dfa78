-- Queues of which nothing is taken until they are resumed. A row is there while one is paused: every statement that takes
-- messages looks here, so the table is kept as small as can be.
CREATE TABLE taskwire.paused_queue (
  queue text NOT NULL,
  paused_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  paused_by text NOT NULL DEFAULT session_user,
  CONSTRAINT paused_queue_pkey PRIMARY KEY (queue)
);
REVOKE ALL ON taskwire.paused_queue FROM PUBLIC;

-- The dead letters of a queue that wait for somebody are counted.
DO $$
BEGIN
  EXECUTE format('CREATE INDEX ON %s (queue) WHERE redriven_at IS NULL',
    (SELECT relation FROM taskwire.user_table WHERE name = 'job_failures'));
END
$$;
