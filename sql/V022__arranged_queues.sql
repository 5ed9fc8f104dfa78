-- Queues that are not simply read oldest first: in order by key, by priority, within limits. And messages that are there once.

-- How a queue is read. One that has no row here is read by pgmq; every statement that takes messages looks here.
CREATE TABLE taskwire.arranged_queue (
  queue text NOT NULL,
  ordered boolean NOT NULL DEFAULT false, -- a message waits for the older ones of its key
  prioritized boolean NOT NULL DEFAULT false,
  workers integer, -- messages in hand at once, over all processes; NULL: any number
  key_workers integer, -- the same of one key
  rate numeric, -- messages begun a second, over all processes; NULL: as fast as can be
  burst integer NOT NULL DEFAULT 1, -- messages that may begin at once after a time in which there were few
  key_rate numeric, -- the same of one key
  key_burst integer NOT NULL DEFAULT 1,
  given jsonb, -- what the options of a process said when they were written down; NULL: no process had any
  counted_since timestamptz, -- since when permits are written
  all_counted boolean NOT NULL DEFAULT false, -- what was in hand then has its permits too
  next_start timestamptz NOT NULL DEFAULT '-infinity', -- where there is a rate: when the next message may begin
  CONSTRAINT arranged_queue_pkey PRIMARY KEY (queue),
  CONSTRAINT arranged_queue_workers_check CHECK (workers BETWEEN 0 AND 100000),
  CONSTRAINT arranged_queue_key_workers_check CHECK (key_workers BETWEEN 1 AND 100000),
  CONSTRAINT arranged_queue_rate_check CHECK (rate BETWEEN 0.00001 AND 100000),
  CONSTRAINT arranged_queue_burst_check CHECK (burst BETWEEN 1 AND 100000),
  CONSTRAINT arranged_queue_key_rate_check CHECK (key_rate BETWEEN 0.00001 AND 100000),
  CONSTRAINT arranged_queue_key_burst_check CHECK (key_burst BETWEEN 1 AND 100000)
);

-- The messages in hand of queues that are limited. A permit counts only while pgmq's row has this read_ct and is not due again: so
-- it ends with the message, and with the lease of a process that died.
CREATE TABLE taskwire.message_permit (
  queue text NOT NULL,
  message_id bigint NOT NULL,
  read_ct integer NOT NULL,
  key text NOT NULL DEFAULT '',
  CONSTRAINT message_permit_pkey PRIMARY KEY (queue, message_id)
);
CREATE INDEX message_permit_key_idx ON taskwire.message_permit (queue, key);

-- When the next message of a key may begin, where a queue has a rate for each key.
CREATE TABLE taskwire.key_pace (
  queue text NOT NULL,
  key text NOT NULL,
  next_start timestamptz NOT NULL,
  CONSTRAINT key_pace_pkey PRIMARY KEY (queue, key)
);
CREATE INDEX key_pace_next_start_idx ON taskwire.key_pace (next_start);

-- Which message was sent under a key of which there is one at a time. It counts only as long as the message is there.
CREATE TABLE taskwire.unique_message (
  queue text NOT NULL,
  key text NOT NULL,
  message_id bigint, -- NULL while it is being sent
  checked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT unique_message_pkey PRIMARY KEY (queue, key)
);
CREATE INDEX unique_message_checked_idx ON taskwire.unique_message (checked_at);

-- A parked message holds back the younger ones of its key.
CREATE INDEX parked_message_key_idx ON taskwire.parked_message (queue, (left(headers ->> 'x-pgmq-group', 500)), message_id)
  WHERE left(headers ->> 'x-pgmq-group', 500) IS NOT NULL;
-- So does one that is set aside.
CREATE INDEX unknown_message_key_idx ON taskwire.unknown_message (queue, (left(headers ->> 'x-pgmq-group', 500)), message_id)
  WHERE left(headers ->> 'x-pgmq-group', 500) IS NOT NULL;

DO $$
DECLARE
  small text;
BEGIN
  FOREACH small IN ARRAY ARRAY['arranged_queue', 'message_permit', 'key_pace', 'unique_message'] LOOP
    EXECUTE format('ALTER TABLE taskwire.%I SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
      autovacuum_vacuum_cost_delay = 0, vacuum_truncate = off)', small);
  END LOOP;
END
$$;

REVOKE ALL ON taskwire.arranged_queue, taskwire.message_permit, taskwire.key_pace, taskwire.unique_message FROM PUBLIC;
