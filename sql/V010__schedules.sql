-- Schedules, and what became of each of their occurrences.

-- Change it by taskwire.schedule and its like, which check what they are given and wake the processes.
CREATE TABLE taskwire.schedule (
  name text NOT NULL,
  cron text, -- five fields, six with seconds first, or a word such as @daily
  every interval, -- or a fixed interval, counted from 1970-01-01T00:00Z
  zone text NOT NULL,
  queue text NOT NULL,
  message jsonb NOT NULL,
  missed text NOT NULL,
  most integer NOT NULL, -- missed => 'all': so many are caught up with, the newest
  spread interval NOT NULL, -- the time between two that are caught up with
  grace interval NOT NULL, -- later than this is missed
  deadline interval, -- an occurrence without a success after so long raises an alarm
  paused_at timestamptz,
  configured jsonb, -- what the configuration last said; NULL where it has said nothing
  version bigint NOT NULL DEFAULT 1, -- rises with each change; with next_fire, the fence of those who fire
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  counts_from timestamptz NOT NULL DEFAULT clock_timestamp(), -- it has no occurrences before
  next_fire timestamptz, -- NULL until a process has worked it out
  planned_at timestamptz, -- when that was
  error text, -- why there is no next one
  CONSTRAINT schedule_pkey PRIMARY KEY (name),
  CONSTRAINT schedule_cron_or_every_check CHECK ((cron IS NULL) <> (every IS NULL)),
  CONSTRAINT schedule_missed_check CHECK (missed IN ('skip', 'once', 'all')),
  CONSTRAINT schedule_most_check CHECK (most BETWEEN 1 AND 1000)
) WITH (fillfactor = 50);

-- One row for each time at which a schedule was to fire, kept when the schedule goes.
-- claimed: its message is being sent; sent: the message is on its queue; done: it was worked on; failed: it became a dead
-- letter, or could not be sent; missed: nothing ran at the time, and it was not caught up with.
CREATE TABLE taskwire.schedule_occurrences (
  name text NOT NULL,
  fire_time timestamptz NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  event_id uuid NOT NULL, -- the message's; follows from name and fire_time
  queue text NOT NULL,
  message_id bigint,
  claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  sent_at timestamptz,
  due_at timestamptz, -- from then on the workers may have the message
  finished_at timestamptz,
  duration interval GENERATED ALWAYS AS (finished_at - due_at) STORED,
  error text,
  deadline_at timestamptz, -- without a success by then there is an alarm
  judged_at timestamptz, -- when it was seen whether there was one
  alarm_raised_at timestamptz,
  alarm_covers timestamptz, -- the latest occurrence without a success that this alarm stands for
  alarm_ended_at timestamptz,
  CONSTRAINT schedule_occurrences_pkey PRIMARY KEY (name, fire_time),
  CONSTRAINT schedule_occurrences_kind_check CHECK (kind IN ('scheduled', 'run', 'backfill')),
  CONSTRAINT schedule_occurrences_state_check CHECK (state IN ('claimed', 'sent', 'done', 'failed', 'missed'))
);
CREATE INDEX schedule_occurrences_done_idx ON taskwire.schedule_occurrences (name, fire_time) WHERE state = 'done';
CREATE INDEX schedule_occurrences_deadline_idx ON taskwire.schedule_occurrences (deadline_at)
  WHERE judged_at IS NULL AND deadline_at IS NOT NULL;
-- One alarm a schedule at a time.
CREATE UNIQUE INDEX schedule_occurrences_alarm_idx ON taskwire.schedule_occurrences (name)
  WHERE alarm_raised_at IS NOT NULL AND alarm_ended_at IS NULL;

REVOKE ALL ON taskwire.schedule, taskwire.schedule_occurrences FROM PUBLIC;
