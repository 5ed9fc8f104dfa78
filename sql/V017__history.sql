-- What the processes have done of late, for the dashboard. It can be emptied at any time.

-- The processes that work, or did.
CREATE TABLE taskwire.process (
  id uuid NOT NULL,
  name text NOT NULL, -- of its machine, and its number there
  version text NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  CONSTRAINT process_pkey PRIMARY KEY (id)
) WITH (fillfactor = 50);

-- All processes together, by queue, in stretches of three lengths, each kept for as long as a chart of it reaches back. What
-- there is no row for, nothing happened in.
CREATE TABLE taskwire.history (
  seconds integer NOT NULL, -- how long the stretch is
  at timestamptz NOT NULL, -- when it began
  queue text NOT NULL,
  done bigint NOT NULL,
  retried bigint NOT NULL,
  dead_letters bigint NOT NULL,
  woken bigint NOT NULL, -- turns that found messages because a notification came
  polled bigint NOT NULL, -- and because time had passed
  waits bigint[] NOT NULL, -- messages by how long they waited; the limits are the program's
  oldest_ready interval, -- the age of the oldest message that could have been taken
  CONSTRAINT history_pkey PRIMARY KEY (seconds, at, queue)
) WITH (fillfactor = 50);

REVOKE ALL ON taskwire.process, taskwire.history FROM PUBLIC;
