-- How far handlers say that they are.

CREATE TABLE taskwire.message_progress (
  queue text NOT NULL,
  message_id bigint NOT NULL,
  deliveries integer NOT NULL, -- of which delivery; what was said in an earlier one counts for nothing
  fraction double precision NOT NULL,
  note text NOT NULL,
  reported_at timestamptz NOT NULL,
  CONSTRAINT message_progress_pkey PRIMARY KEY (queue, message_id),
  CONSTRAINT message_progress_fraction_check CHECK (fraction BETWEEN 0 AND 1)
);
ALTER TABLE taskwire.message_progress SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 0, vacuum_truncate = off);

REVOKE ALL ON taskwire.message_progress FROM PUBLIC;
