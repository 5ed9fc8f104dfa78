-- What people did through the API, for the dashboard. The process's log has a line for each as well, also where no row could be
-- written.
CREATE TABLE taskwire.operator_actions (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor text NOT NULL, -- the name of a token
  action text NOT NULL, -- the operation, as the contract of the API names it
  target text NOT NULL, -- the queue or schedule; empty where the request names none
  asked jsonb, -- the request's body
  number bigint, -- how many messages or occurrences; NULL where none are counted
  status integer NOT NULL, -- what was answered
  CONSTRAINT operator_actions_pkey PRIMARY KEY (id)
);
CREATE INDEX operator_actions_at_idx ON taskwire.operator_actions (at);
REVOKE ALL ON taskwire.operator_actions FROM PUBLIC;
