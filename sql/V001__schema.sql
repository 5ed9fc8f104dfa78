-- Schema taskwire's own tables, and the three tables that users query.

-- The queues by what they are for. The names are the configuration's; R__10_queues.sql keeps them in step.
CREATE TABLE taskwire.queue (
  role text NOT NULL,
  name text NOT NULL,
  CONSTRAINT queue_pkey PRIMARY KEY (role),
  CONSTRAINT queue_name_key UNIQUE (name)
);

-- The order of the activity log. No cache: a session with numbers in hand would draw them late.
CREATE SEQUENCE taskwire.activity_seq CACHE 1;

-- What is watched, with its options. The triggers carry copies of them; taskwire.rewatch() compares the two.
CREATE TABLE taskwire.watched_table (
  relation regclass NOT NULL,
  kind text NOT NULL,
  entity_type text,
  only_columns text[],
  except_columns text[],
  on_error text NOT NULL DEFAULT 'fail',
  log_unchanged boolean NOT NULL DEFAULT false,
  watched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT watched_table_pkey PRIMARY KEY (relation, kind),
  CONSTRAINT watched_table_kind_check CHECK (kind IN ('activity', 'assignments', 'signups')),
  CONSTRAINT watched_table_on_error_check CHECK (on_error IN ('fail', 'skip')),
  CONSTRAINT watched_table_columns_check CHECK (only_columns IS NULL OR except_columns IS NULL)
);

-- Changes that went through although their messages could not be sent (on_error => 'skip').
CREATE TABLE taskwire.skipped_change (
  id bigint GENERATED ALWAYS AS IDENTITY,
  skipped_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  table_name text NOT NULL,
  action text NOT NULL,
  row_count bigint NOT NULL,
  sqlstate text NOT NULL,
  message text NOT NULL,
  CONSTRAINT skipped_change_pkey PRIMARY KEY (id)
);

-- The tables outside of this schema that users query and Taskwire writes to. One that was there already must have the
-- required columns, and no foreign key on the unbound ones. adopted: it was there.
CREATE TABLE taskwire.user_table (
  name text NOT NULL,
  required_columns text[] NOT NULL,
  unbound_columns text[] NOT NULL DEFAULT '{}',
  relation regclass,
  adopted boolean,
  CONSTRAINT user_table_pkey PRIMARY KEY (name),
  CONSTRAINT user_table_relation_key UNIQUE (relation)
);

REVOKE ALL ON ALL TABLES IN SCHEMA taskwire FROM PUBLIC;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA taskwire FROM PUBLIC;
REVOKE ALL ON SCHEMA taskwire FROM PUBLIC;
