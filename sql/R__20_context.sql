-- What a trigger knows beside the rows: who makes the change, in which trace, as which event.

-- auth.uid() where the database has it, else the setting taskwire.actor_id, else the subject of the
-- setting request.jwt.claims, else NULL. Settings hold whatever a client put there, so nothing in here may fail
-- the write. With nothing set it gets by without an exception block, which every statement would pay for.
CREATE OR REPLACE FUNCTION taskwire.actor() RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
  actor text;
  claims text;
BEGIN
  -- It runs with the rights of this function's owner: only a function of that role, a superuser or Supabase's is called.
  IF to_regprocedure('auth.uid()') IS NOT NULL AND EXISTS (
    SELECT FROM pg_proc AS p JOIN pg_roles AS r ON r.oid = p.proowner
    WHERE p.oid = to_regprocedure('auth.uid()')
      AND (r.rolsuper OR r.rolname IN (current_user, 'supabase_auth_admin', 'supabase_admin'))
  ) THEN
    BEGIN
      actor := auth.uid()::text;
      IF actor <> '' THEN
        RETURN actor;
      END IF;
    EXCEPTION WHEN OTHERS THEN
      NULL; -- Supabase's raises where the subject is no uuid; the subject itself is looked at below.
    END;
  END IF;

  actor := current_setting('taskwire.actor_id', true);
  IF actor <> '' THEN
    RETURN actor;
  END IF;

  claims := current_setting('request.jwt.claims', true);
  IF claims <> '' THEN
    BEGIN
      actor := claims::jsonb ->> 'sub';
      IF actor <> '' THEN
        RETURN actor;
      END IF;
    EXCEPTION WHEN OTHERS THEN
      NULL; -- no JSON
    END;
  END IF;

  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.actor() FROM PUBLIC;

-- The trace of the session as a part of headers; empty where it has none.
CREATE OR REPLACE FUNCTION taskwire.trace() RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object('traceparent', nullif(current_setting('taskwire.traceparent', true), '')))
$$;
REVOKE EXECUTE ON FUNCTION taskwire.trace() FROM PUBLIC;

-- The headers of one event. Drawing the sequence here, before the commit, orders the changes of a row by several
-- writers: the second waits for the first one's lock on the row. Simple enough for the planner to inline.
CREATE OR REPLACE FUNCTION taskwire.event_headers() RETURNS jsonb
LANGUAGE sql AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object('event_id', gen_random_uuid(), 'seq', nextval('taskwire.activity_seq'),
    'traceparent', nullif(current_setting('taskwire.traceparent', true), '')))
$$;
REVOKE EXECUTE ON FUNCTION taskwire.event_headers() FROM PUBLIC;
