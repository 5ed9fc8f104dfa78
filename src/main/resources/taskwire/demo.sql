-- The demo's own tables: a small product team and its tasks. Run at every start, so each statement is harmless twice.

CREATE TABLE IF NOT EXISTS public.profiles (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  email text NOT NULL,
  full_name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT profiles_pkey PRIMARY KEY (id),
  CONSTRAINT profiles_email_key UNIQUE (email)
);

CREATE TABLE IF NOT EXISTS public.tasks (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  title text NOT NULL,
  status text NOT NULL DEFAULT 'todo',
  priority text NOT NULL DEFAULT 'normal',
  assignee_id uuid,
  due_date date,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT tasks_pkey PRIMARY KEY (id),
  CONSTRAINT tasks_assignee_fkey FOREIGN KEY (assignee_id) REFERENCES public.profiles (id) ON DELETE SET NULL,
  CONSTRAINT tasks_status_check CHECK (status IN ('todo', 'doing', 'review', 'done')),
  CONSTRAINT tasks_priority_check CHECK (priority IN ('low', 'normal', 'high', 'urgent'))
);

CREATE OR REPLACE FUNCTION public.tasks_touch() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER tasks_touch BEFORE UPDATE ON public.tasks
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.tasks_touch();

INSERT INTO public.profiles (email, full_name)
SELECT lower(split_part(name, ' ', 1)) || '@example.com', name
FROM unnest(ARRAY[
  'Ada Brandt', 'Grace Okafor', 'Linus Moreau', 'Mina Castillo', 'Noah Lindqvist', 'Priya Raman', 'Sven Adler',
  'Tomas Vlk', 'Ines Duarte', 'Yuki Tanabe', 'Omar Haddad', 'Freya Nolan'
]) AS person (name)
WHERE NOT EXISTS (SELECT FROM public.profiles);

INSERT INTO public.tasks (title, status, priority, assignee_id, due_date, created_at, updated_at)
SELECT task.title, task.status, task.priority,
  (SELECT id FROM public.profiles WHERE email = task.owner || '@example.com'),
  CASE WHEN task.due_in IS NOT NULL THEN current_date + task.due_in END,
  made.at, made.at
FROM (VALUES
  ('Fix login on Safari', 'todo', 'urgent', 'ada', 1),
  ('Speed up the search page', 'doing', 'high', 'grace', 3),
  ('Write the release notes for 4.2', 'todo', 'normal', 'mina', 5),
  ('Move invoices to the new layout', 'review', 'normal', 'linus', 2),
  ('Ask customers about the trial', 'todo', 'low', 'priya', 14),
  ('Rotate the signing keys', 'doing', 'urgent', 'omar', 1),
  ('Test the import with large files', 'todo', 'high', 'sven', 4),
  ('Draw the empty state of the inbox', 'review', 'normal', 'yuki', 3),
  ('Remove the old pricing table', 'done', 'low', 'tomas', NULL),
  ('Translate the sign-up form', 'todo', 'normal', 'ines', 9),
  ('Plan the database upgrade', 'doing', 'high', 'noah', 7),
  ('Answer the security questionnaire', 'todo', 'high', 'freya', 6),
  ('Show time zones in the calendar', 'todo', 'normal', 'ada', 10),
  ('Cut the size of the start page', 'review', 'normal', 'grace', 4),
  ('Repair the nightly export', 'doing', 'urgent', 'linus', 1),
  ('Record the onboarding video', 'todo', 'low', 'mina', 21),
  ('Sort comments by date', 'done', 'normal', 'noah', NULL),
  ('Explain webhooks in the manual', 'doing', 'normal', 'priya', 8),
  ('Check contrast of all buttons', 'review', 'low', 'yuki', 5),
  ('Limit attempts to log in', 'todo', 'high', 'omar', 3),
  ('Renew the domain certificate', 'done', 'urgent', 'sven', NULL),
  ('Collect quotes for the website', 'todo', 'low', 'ines', 12),
  ('Merge duplicate contacts', 'doing', 'normal', 'tomas', 6),
  ('Make the report printable', 'todo', 'normal', 'freya', 11),
  ('Count seats the same everywhere', 'todo', 'high', 'ada', 5),
  ('Upgrade the payment library', 'review', 'high', 'linus', 2),
  ('Interview three power users', 'doing', 'normal', 'priya', 7),
  ('Shorten the welcome mail', 'todo', 'low', 'mina', 9),
  ('Cache the avatar pictures', 'done', 'normal', 'grace', NULL),
  ('Undo for deleted boards', 'todo', 'high', 'noah', 13),
  ('Fix rounding in the tax report', 'doing', 'urgent', 'freya', 2),
  ('Move the blog to the new host', 'todo', 'low', 'sven', 18),
  ('Warn before a plan expires', 'review', 'normal', 'ines', 4),
  ('Test the keyboard shortcuts', 'todo', 'normal', 'yuki', 8),
  ('Drop support for old browsers', 'todo', 'low', NULL, 30),
  ('Rewrite the error pages', 'todo', 'normal', NULL, NULL),
  ('Measure time to first reply', 'doing', 'normal', 'omar', 6),
  ('Prepare the team offsite', 'todo', 'normal', 'tomas', 25),
  ('Archive closed projects', 'done', 'low', 'ada', NULL),
  ('Review access of former staff', 'todo', 'urgent', 'omar', 1)
) AS task (title, status, priority, owner, due_in)
CROSS JOIN LATERAL (SELECT clock_timestamp() - random() * interval '20 days' AS at WHERE task.title <> '') AS made
WHERE NOT EXISTS (SELECT FROM public.tasks);

-- The demo follows the log by its order.
CREATE INDEX IF NOT EXISTS demo_activity_logs_seq_idx ON "${tables_schema}".activity_logs (seq);

SELECT taskwire.watch('public.tasks', 'task');
SELECT taskwire.watch_assignments('public.tasks');
SELECT taskwire.watch_signups('public.profiles');
