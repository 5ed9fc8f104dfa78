-- What notifications need beside the mail ledger.

-- Destinations that take nothing at the moment, such as mail and slack. A row is there while one is closed, for all
-- processes; from open_at on one call at a time may try whether it is open again.
CREATE TABLE taskwire.destination (
  name text NOT NULL,
  reason text NOT NULL,
  needs_mending boolean NOT NULL, -- it refuses the key or the sender: somebody must mend the configuration
  closed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  open_at timestamptz NOT NULL,
  probing boolean NOT NULL DEFAULT false, -- a call is trying it; when open_at comes, that call is given up
  probes integer NOT NULL DEFAULT 0, -- calls that tried it in vain
  CONSTRAINT destination_pkey PRIMARY KEY (name)
);

-- Messages that wait for a destination come back as soon as it is open.
ALTER TABLE taskwire.parked_message ADD COLUMN waits_for text;
CREATE INDEX parked_message_waits_for_idx ON taskwire.parked_message (waits_for) WHERE waits_for IS NOT NULL;

-- What readers want. A * stands for every type, or every channel; the narrowest row counts, the type's before the channel's.
CREATE TABLE taskwire.notification_preferences (
  user_key text NOT NULL, -- the key of the user's own table, as text
  type text NOT NULL DEFAULT '*',
  channel text NOT NULL DEFAULT '*',
  wanted boolean NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT notification_preferences_pkey PRIMARY KEY (user_key, type, channel),
  CONSTRAINT notification_preferences_channel_check CHECK (channel IN ('*', 'email', 'in_app', 'slack', 'log'))
);

-- Keys of messages that say which of them are the same (dedup_key), and who was first.
CREATE TABLE taskwire.notification_dedup (
  type text NOT NULL,
  dedup_key text NOT NULL,
  event_id uuid NOT NULL, -- the one that was sent
  until timestamptz NOT NULL,
  repeats bigint NOT NULL DEFAULT 0, -- messages that were not sent because of this one
  CONSTRAINT notification_dedup_pkey PRIMARY KEY (type, dedup_key)
);
CREATE INDEX notification_dedup_until_idx ON taskwire.notification_dedup (until);

-- Mails of one type that are gathered for one reader. Its id is the event id of the mail.
CREATE TABLE taskwire.digest (
  id uuid NOT NULL,
  type text NOT NULL,
  user_key text NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  due_at timestamptz NOT NULL,
  closed_at timestamptz, -- from then on nothing is added
  entries integer NOT NULL DEFAULT 0,
  CONSTRAINT digest_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX digest_open_idx ON taskwire.digest (type, user_key) WHERE closed_at IS NULL;

CREATE TABLE taskwire.digest_entry (
  event_id uuid NOT NULL,
  digest_id uuid NOT NULL,
  recipient jsonb NOT NULL, -- {id, email, name}
  variables jsonb NOT NULL, -- what the type's templates are given
  added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT digest_entry_pkey PRIMARY KEY (event_id),
  CONSTRAINT digest_entry_digest_fkey FOREIGN KEY (digest_id) REFERENCES taskwire.digest (id) ON DELETE CASCADE
);
CREATE INDEX digest_entry_digest_idx ON taskwire.digest_entry (digest_id);

-- Events that Slack was told.
CREATE TABLE taskwire.slack_post (
  event_id uuid NOT NULL,
  type text NOT NULL,
  posted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT slack_post_pkey PRIMARY KEY (event_id)
);

REVOKE ALL ON taskwire.destination, taskwire.notification_preferences, taskwire.notification_dedup, taskwire.digest,
  taskwire.digest_entry, taskwire.slack_post FROM PUBLIC;

-- What is new for one reader.
DO $$
BEGIN
  EXECUTE format('CREATE INDEX ON %s (user_key, created_at)',
    (SELECT relation FROM taskwire.user_table WHERE name = 'notifications'));
END
$$;
