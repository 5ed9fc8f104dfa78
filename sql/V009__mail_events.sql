-- What the mail provider reports after it has a mail, and the addresses that get no mail any more.

-- Each event of the provider once, whether the ledger knows its mail or not. Written by taskwire.take_mail_events.
CREATE TABLE taskwire.email_events (
  sg_event_id text NOT NULL,
  event_id uuid, -- the mail's, where the event names one
  event text NOT NULL, -- as the provider calls it
  occurred_at timestamptz, -- by the provider's clock
  recipient text,
  reason text, -- in the provider's or the receiving server's words
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT email_events_pkey PRIMARY KEY (sg_event_id)
);
CREATE INDEX email_events_event_idx ON taskwire.email_events (event_id) WHERE event_id IS NOT NULL;

-- Requests of the provider that were taken, so that none is taken twice. Rows go when their signature is too old anyway.
CREATE TABLE taskwire.webhook_signature (
  digest bytea NOT NULL, -- of what was signed: one content can be signed in several ways
  signed_at timestamptz NOT NULL,
  CONSTRAINT webhook_signature_pkey PRIMARY KEY (digest)
);
CREATE INDEX webhook_signature_age_idx ON taskwire.webhook_signature (signed_at);

-- Addresses that get no mail any more, until somebody deletes the row.
CREATE TABLE taskwire.suppressed_address (
  address text NOT NULL, -- in lower case
  reason text NOT NULL, -- bounced, spam_reported or unsubscribed
  event_id uuid, -- the mail's that brought it about, where it is known
  suppressed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT suppressed_address_pkey PRIMARY KEY (address)
);

-- The provider has a mail that is accepted, or in one of the states that it reports: deferred, delivered, dropped, bounced,
-- unsubscribed, spam_reported. suppressed: not sent, since its address is in taskwire.suppressed_address.
ALTER TABLE taskwire.email_deliveries
  ADD COLUMN delivery_reason text, -- what the provider said with the state that it reported
  ADD COLUMN reported_at timestamptz, -- when that happened, by the provider's clock; NULL where it has reported nothing
  DROP CONSTRAINT email_deliveries_state_check,
  ADD CONSTRAINT email_deliveries_state_check
    CHECK (state IN ('sending', 'failed', 'unknown', 'held', 'given_up', 'suppressed', 'accepted', 'deferred', 'delivered',
      'dropped', 'bounced', 'unsubscribed', 'spam_reported'));

DROP INDEX taskwire.email_deliveries_open_idx;
CREATE INDEX email_deliveries_open_idx ON taskwire.email_deliveries (state, changed_at)
  WHERE state IN ('sending', 'failed', 'unknown', 'held', 'given_up');

REVOKE ALL ON taskwire.email_events, taskwire.webhook_signature, taskwire.suppressed_address FROM PUBLIC;
