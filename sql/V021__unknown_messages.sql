-- Messages that no handler knew of the worker that took them, by their type or their version: they wait outside of their queue
-- for a worker that does.
CREATE TABLE taskwire.unknown_message (
  queue text NOT NULL,
  message_id bigint NOT NULL,
  type text NOT NULL, -- of the header type; empty where the message names none
  version integer NOT NULL, -- of the header version; 0 where that is no whole number from 1
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  tries integer NOT NULL, -- how often it was set aside, this time included
  again_at timestamptz NOT NULL, -- a worker that knows it takes it back from then on
  read_ct integer NOT NULL,
  enqueued_at timestamptz NOT NULL,
  message jsonb,
  headers jsonb,
  CONSTRAINT unknown_message_pkey PRIMARY KEY (queue, message_id)
);
-- For a worker that asks for what it knows: what it does not know is not looked at.
CREATE INDEX unknown_message_kind_idx ON taskwire.unknown_message (queue, type, version, message_id);

REVOKE ALL ON taskwire.unknown_message FROM PUBLIC;
