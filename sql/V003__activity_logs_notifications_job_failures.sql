-- activity_logs, notifications and job_failures, in the schema of the user's choice.

CREATE TABLE taskwire.activity_logs (
  id uuid NOT NULL,
  entity_type text NOT NULL,
  entity_id uuid, -- where the key is a uuid
  action text NOT NULL,
  actor_id uuid, -- bound to no table: the log outlives its actors
  metadata jsonb,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  seq bigint,
  occurred_at timestamptz,
  entity_key text,
  CONSTRAINT activity_logs_pkey PRIMARY KEY (id)
);
CREATE INDEX activity_logs_entity_idx ON taskwire.activity_logs (entity_type, entity_id);
CREATE INDEX activity_logs_actor_idx ON taskwire.activity_logs (actor_id);
CREATE INDEX activity_logs_key_idx ON taskwire.activity_logs (entity_type, entity_key) WHERE entity_id IS NULL;

CREATE TABLE taskwire.notifications (
  id uuid NOT NULL,
  user_id uuid, -- where the user's key is a uuid
  user_key text,
  type text NOT NULL,
  title text NOT NULL,
  message text,
  data jsonb,
  read_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT notifications_pkey PRIMARY KEY (id)
);
CREATE INDEX notifications_user_idx ON taskwire.notifications (user_id, created_at DESC);

CREATE TABLE taskwire.job_failures (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  queue text NOT NULL,
  message_id bigint,
  event_id uuid,
  message jsonb,
  headers jsonb,
  reason text NOT NULL,
  cause text,
  errors jsonb NOT NULL DEFAULT '[]',
  attempts int NOT NULL DEFAULT 0,
  first_attempt_at timestamptz,
  failed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  redriven_at timestamptz,
  redriven_by text,
  CONSTRAINT job_failures_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE taskwire.activity_logs IS 'Every change of a watched row. Made by Taskwire.';
COMMENT ON TABLE taskwire.notifications IS 'What users were told, for the application to show. Made by Taskwire.';
COMMENT ON TABLE taskwire.job_failures IS 'Messages that were given up, with the whole story. Made by Taskwire.';

INSERT INTO taskwire.user_table (name, required_columns, unbound_columns)
VALUES ('activity_logs', '{id,entity_type,entity_id,action,actor_id,metadata,created_at}', '{entity_id,actor_id}'),
       ('notifications', '{id,user_id,type,title,message,created_at}', '{}'),
       ('job_failures', '{id,queue,message,reason,failed_at}', '{}');

SELECT taskwire.place_user_tables('${tables_schema}');
