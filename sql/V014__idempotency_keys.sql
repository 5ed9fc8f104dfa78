-- What was sent under a key of the sender's own, so that the same request, come twice, sends once.

CREATE TABLE taskwire.idempotency_key (
  caller text NOT NULL, -- whose key it is
  key text NOT NULL,
  fingerprint bytea NOT NULL, -- of the request
  queue text NOT NULL,
  message_ids bigint[], -- what was sent; never NULL once committed
  used_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT idempotency_key_pkey PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_key_age_idx ON taskwire.idempotency_key (used_at);

REVOKE ALL ON taskwire.idempotency_key FROM PUBLIC;
