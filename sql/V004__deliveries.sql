-- What became of messages that had trouble, where delayed ones wait, and what the mail provider was told.

-- One row for a message that had trouble, from its first failure until it is settled. pgmq's read_ct counts deliveries:
-- those that ended neither in an outcome nor in a release were ended by a crash, or by a lease that ran out.
CREATE TABLE taskwire.troubled_message (
  queue text NOT NULL,
  message_id bigint NOT NULL,
  enqueued_at timestamptz NOT NULL, -- a queue that was dropped and created again counts its ids from 1
  attempts integer NOT NULL DEFAULT 0,
  releases integer NOT NULL DEFAULT 0, -- deliveries that a stop gave back: no attempts
  errors jsonb NOT NULL DEFAULT '[]', -- {at, attempt, reason}, the oldest first
  first_attempt_at timestamptz,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT troubled_message_pkey PRIMARY KEY (queue, message_id)
);

-- Messages that are due in more than a minute or so: pgmq.read scans past every invisible message at the head of a queue.
-- They keep their id, their deliveries and their age, and return to the queue's table when they are due.
CREATE TABLE taskwire.parked_message (
  queue text NOT NULL,
  message_id bigint NOT NULL,
  read_ct integer NOT NULL DEFAULT 0,
  enqueued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  due_at timestamptz NOT NULL,
  message jsonb,
  headers jsonb,
  CONSTRAINT parked_message_pkey PRIMARY KEY (queue, message_id)
);
CREATE INDEX parked_message_due_idx ON taskwire.parked_message (due_at);

-- The mail ledger: a row is committed before the provider is called.
-- sending: called, and no answer yet (or its process died); accepted: the provider has it; failed: it surely has not;
-- unknown: the answer was lost after the request was sent; held, given_up: what the type's policy made of an unknown.
CREATE TABLE taskwire.email_deliveries (
  event_id uuid NOT NULL,
  queue text NOT NULL,
  type text NOT NULL,
  recipient text NOT NULL,
  state text NOT NULL,
  sends integer NOT NULL DEFAULT 1, -- calls to the provider
  unknowns integer NOT NULL DEFAULT 0, -- calls of which nobody can say whether the provider took the mail
  provider_message_id text,
  last_error text,
  call_id uuid NOT NULL, -- the last call: the fence of what is written about it
  call_until timestamptz NOT NULL, -- the last call sends nothing after this time, whatever became of its process
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT email_deliveries_pkey PRIMARY KEY (event_id),
  CONSTRAINT email_deliveries_state_check
    CHECK (state IN ('sending', 'accepted', 'failed', 'unknown', 'held', 'given_up'))
);
CREATE INDEX email_deliveries_open_idx ON taskwire.email_deliveries (state, changed_at) WHERE state <> 'accepted';

REVOKE ALL ON taskwire.troubled_message, taskwire.parked_message, taskwire.email_deliveries FROM PUBLIC;
