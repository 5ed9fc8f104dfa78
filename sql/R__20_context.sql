-- What a trigger knows beside the rows: who makes the change, in which trace, as which event.

-- Whether there is an auth.uid() that may be called. It runs with the rights of whoever owns Taskwire: therefore only a
-- function of that role, of one that has its rights anyway (a superuser has) or of Supabase's.
CREATE OR REPLACE FUNCTION taskwire.trusts_auth_uid() RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM pg_proc AS p
    WHERE p.pronamespace = to_regnamespace('auth') AND p.proname = 'uid' AND p.pronargs = 0
      AND (pg_get_userbyid(p.proowner) IN ('supabase_auth_admin', 'supabase_admin')
        OR pg_has_role(p.proowner, current_user, 'USAGE')));
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.trusts_auth_uid() FROM PUBLIC;

-- auth.uid() where the database has it, else the setting taskwire.actor_id, else the subject of the
-- setting request.jwt.claims, else NULL. Settings hold whatever a client put there, so nothing in here may fail
-- the write.
CREATE OR REPLACE FUNCTION taskwire.searched_actor() RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
  actor text;
  claims text;
BEGIN
  IF to_regnamespace('auth') IS NOT NULL AND taskwire.trusts_auth_uid() THEN
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
REVOKE EXECUTE ON FUNCTION taskwire.searched_actor() FROM PUBLIC;

-- Who makes the change. Most databases have neither a schema auth nor claims, and every write asks: so that is answered
-- first, in a form that the planner inlines.
CREATE OR REPLACE FUNCTION taskwire.actor() RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN to_regnamespace('auth') IS NULL AND coalesce(current_setting('request.jwt.claims', true), '') = ''
      THEN nullif(current_setting('taskwire.actor_id', true), '')
    ELSE taskwire.searched_actor()
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
-- writers: the second waits for the first one's lock on the row. Simple enough for the planner to inline; what few need
-- stands apart, since an expression costs also where it is not reached.
CREATE OR REPLACE FUNCTION taskwire.traced_headers() RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
  RETURN taskwire.trace() || jsonb_build_object('event_id', gen_random_uuid(), 'seq', nextval('taskwire.activity_seq'));
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.traced_headers() FROM PUBLIC;

CREATE OR REPLACE FUNCTION taskwire.event_headers() RETURNS jsonb
LANGUAGE sql AS $$
  SELECT CASE
    WHEN current_setting('taskwire.traceparent', true) <> '' THEN taskwire.traced_headers()
    ELSE jsonb_build_object('event_id', gen_random_uuid(), 'seq', nextval('taskwire.activity_seq'))
  END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.event_headers() FROM PUBLIC;
