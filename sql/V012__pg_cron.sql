-- What pg_cron needs to fire schedules while no process runs. Without `migrate --with-pg-cron` all of it stays empty.

-- The job of ours that pg_cron runs: one row, or none where pg_cron is not used.
CREATE TABLE taskwire.pg_cron_job (
  job_id bigint NOT NULL, -- cron.job.jobid
  role_name name NOT NULL, -- whose job it is
  schedule text NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  log_tidied_at timestamptz NOT NULL DEFAULT clock_timestamp(), -- when old rows of cron.job_run_details were last deleted
  CONSTRAINT pg_cron_job_pkey PRIMARY KEY (job_id)
);
CREATE UNIQUE INDEX pg_cron_job_one_idx ON taskwire.pg_cron_job ((true));

-- The fire times of a cron expression in a zone, worked out ahead by a process: all those after covers_from and before
-- covers_until, which is the first one that the plan does not hold. They are stored as runs of equal steps.
CREATE TABLE taskwire.fire_plan (
  cron text NOT NULL,
  zone text NOT NULL,
  covers_from timestamptz NOT NULL,
  covers_until timestamptz NOT NULL,
  planned_at timestamptz NOT NULL,
  CONSTRAINT fire_plan_pkey PRIMARY KEY (cron, zone)
);
CREATE TABLE taskwire.fire_run (
  cron text NOT NULL,
  zone text NOT NULL,
  first_fire timestamptz NOT NULL,
  last_fire timestamptz NOT NULL,
  step_seconds bigint NOT NULL,
  CONSTRAINT fire_run_pkey PRIMARY KEY (cron, zone, last_fire),
  CONSTRAINT fire_run_plan_fkey FOREIGN KEY (cron, zone) REFERENCES taskwire.fire_plan ON DELETE CASCADE,
  CONSTRAINT fire_run_step_check CHECK (step_seconds > 0)
);

-- Since when pg_cron cannot fire it, for want of a process that works out its times; NULL where it can.
ALTER TABLE taskwire.schedule ADD COLUMN unplanned_since timestamptz;

REVOKE ALL ON taskwire.pg_cron_job, taskwire.fire_plan, taskwire.fire_run FROM PUBLIC;
