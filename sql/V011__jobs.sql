-- What the built-in jobs write, and what the clean-up finds its rows by.

-- One row a day. A figure that could not be counted is NULL.
CREATE TABLE taskwire.daily_stats (
  date date NOT NULL,
  total_tasks integer,
  created_tasks integer,
  completed_tasks integer,
  new_users integer,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT daily_stats_pkey PRIMARY KEY (date)
);
COMMENT ON TABLE taskwire.daily_stats IS 'The figures of each day. Made by Taskwire.';

INSERT INTO taskwire.user_table (name, required_columns, unbound_columns)
VALUES ('daily_stats', '{date,total_tasks,created_tasks,completed_tasks,new_users}', '{}');

SELECT taskwire.place_user_tables('${tables_schema}');

-- What the health check has found, and since when: only a change is told.
CREATE TABLE taskwire.health (
  name text NOT NULL, -- such as queue notifications, or destination mail
  trouble text, -- what is wrong; NULL where it is well
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT health_pkey PRIMARY KEY (name)
);

-- What each clean-up has deleted, batch by batch.
CREATE TABLE taskwire.cleanup_run (
  event_id uuid NOT NULL, -- the message's
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  deleted jsonb NOT NULL DEFAULT '{}', -- rows by table
  batches integer NOT NULL DEFAULT 0,
  CONSTRAINT cleanup_run_pkey PRIMARY KEY (event_id)
);

REVOKE ALL ON taskwire.health, taskwire.cleanup_run FROM PUBLIC;

-- The oldest rows first.
CREATE INDEX schedule_occurrences_age_idx ON taskwire.schedule_occurrences (fire_time);
CREATE INDEX email_deliveries_age_idx ON taskwire.email_deliveries (changed_at)
  WHERE state NOT IN ('sending', 'unknown', 'held', 'given_up');
CREATE INDEX email_events_age_idx ON taskwire.email_events (received_at);
CREATE INDEX digest_age_idx ON taskwire.digest (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX slack_post_age_idx ON taskwire.slack_post (posted_at);

-- Also what the statistics of a day are counted by.
DO $$
BEGIN
  EXECUTE format('CREATE INDEX ON %s (created_at)',
    (SELECT relation FROM taskwire.user_table WHERE name = 'activity_logs'));
END
$$;
