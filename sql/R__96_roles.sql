-- Making the roles' rights as R__95_role_rights.sql says: always as the statements for what differs, so that an
-- administrator may run them as well, and nothing is done twice.

-- What anybody has been granted on what is Taskwire's and pgmq's, one right a row; to all is NULL.
CREATE OR REPLACE FUNCTION taskwire.present_rights()
RETURNS TABLE (role text, class regclass, object oid, kind text, name text, privilege text, is_own boolean)
LANGUAGE sql STABLE AS $$
  SELECT r.rolname, one.class, one.oid, one.kind, one.name, acl.privilege_type, one.is_own
  FROM (
    SELECT 'pg_class'::regclass AS class, c.oid, c.relacl AS acl, c.relowner AS owner,
      CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, format('%I.%I', n.nspname, c.relname) AS name,
      (CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char" AS acl_kind, n.nspname = 'taskwire' AS is_own
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S')
      AND (n.nspname IN ('taskwire', 'pgmq') OR EXISTS (SELECT FROM taskwire.user_table AS u WHERE u.relation = c.oid))
    UNION ALL
    SELECT 'pg_proc', p.oid, p.proacl, p.proowner, 'ROUTINE',
      format('taskwire.%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), 'f', true
    FROM pg_proc AS p WHERE p.pronamespace = 'taskwire'::regnamespace
    UNION ALL
    SELECT 'pg_namespace', n.oid, n.nspacl, n.nspowner, 'SCHEMA', format('%I', n.nspname), 'n', n.nspname = 'taskwire'
    FROM pg_namespace AS n
  ) AS one
  CROSS JOIN LATERAL aclexplode(coalesce(one.acl, acldefault(one.acl_kind, one.owner))) AS acl
  LEFT JOIN pg_roles AS r ON r.oid = acl.grantee
$$;
REVOKE EXECUTE ON FUNCTION taskwire.present_rights() FROM PUBLIC;

-- Takes away what nobody is to have in schema taskwire: what default privileges have given to all or to Supabase's API roles,
-- and what the roles have beyond their list.
CREATE OR REPLACE FUNCTION taskwire.excess_rights() RETURNS SETOF text
LANGUAGE sql STABLE AS $$
  SELECT format('REVOKE %s ON %s %s FROM %s', string_agg(present.privilege, ', ' ORDER BY present.privilege), present.kind,
    present.name, coalesce(quote_ident(present.role), 'PUBLIC'))
  FROM taskwire.present_rights() AS present
  WHERE present.is_own
    AND (present.role IS NULL OR present.role IN ('anon', 'authenticated')
      OR present.role IN ('taskwire_worker', 'taskwire_reader', 'taskwire_producer') AND NOT EXISTS (
        SELECT FROM taskwire.wanted_rights() AS wanted
        WHERE wanted.role = present.role AND wanted.class = present.class AND wanted.object = present.object
          AND wanted.privilege = present.privilege))
  GROUP BY present.role, present.kind, present.name
  ORDER BY present.kind, present.name, present.role
$$;
REVOKE EXECUTE ON FUNCTION taskwire.excess_rights() FROM PUBLIC;

-- Gives to the owner what another role owns: all of schema taskwire, the queues, and the tables that users query, those
-- excepted that were there before Taskwire.
CREATE OR REPLACE FUNCTION taskwire.ownership_changes() RETURNS SETOF text
LANGUAGE sql STABLE AS $$
  WITH relation AS (
    SELECT c.oid, c.relkind, c.relowner
    FROM pg_class AS c
    WHERE c.relnamespace = 'taskwire'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
      OR c.relnamespace = 'taskwire'::regnamespace AND c.relkind = 'S' AND NOT EXISTS ( -- these go with their tables
        SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('i', 'a'))
      OR EXISTS (SELECT FROM taskwire.user_table AS u WHERE u.relation = c.oid AND NOT u.adopted)
      OR EXISTS (SELECT FROM taskwire.queue AS q WHERE c.oid IN (
        to_regclass(format('pgmq.%I', 'q_' || q.name)), to_regclass(format('pgmq.%I', 'a_' || q.name))))
  ), one AS (
    SELECT 1 AS step, relowner AS owner, format('%s %I.%I',
      CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END,
      n.nspname, c.relname) AS object
    FROM relation JOIN pg_class AS c USING (oid, relkind, relowner) JOIN pg_namespace AS n ON n.oid = c.relnamespace
    UNION ALL
    SELECT 2, p.proowner, format('ROUTINE taskwire.%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid))
    FROM pg_proc AS p WHERE p.pronamespace = 'taskwire'::regnamespace
    UNION ALL
    SELECT 3, n.nspowner, 'SCHEMA taskwire' FROM pg_namespace AS n WHERE n.nspname = 'taskwire'
  )
  SELECT format('ALTER %s OWNER TO taskwire_owner', one.object)
  FROM one
  WHERE one.owner IS DISTINCT FROM to_regrole('taskwire_owner')::oid
  ORDER BY one.step, one.object
$$;
REVOKE EXECUTE ON FUNCTION taskwire.ownership_changes() FROM PUBLIC;

-- Grants what is missing: of schema taskwire as few statements as may be, of what is others' one by one, since each may fail.
CREATE OR REPLACE FUNCTION taskwire.missing_rights(for_owner boolean) RETURNS SETOF text
LANGUAGE sql STABLE AS $$
  WITH missing AS (
    SELECT wanted.role, wanted.kind, wanted.name, string_agg(wanted.privilege, ', ' ORDER BY wanted.privilege) AS rights,
      CASE WHEN wanted.name LIKE 'taskwire.%' THEN '' ELSE wanted.name END AS together
    FROM taskwire.wanted_rights() AS wanted
    WHERE (wanted.role = 'taskwire_owner') = for_owner AND NOT EXISTS (
      SELECT FROM taskwire.present_rights() AS present
      WHERE present.class = wanted.class AND present.object = wanted.object AND present.privilege = wanted.privilege
        AND (present.role = wanted.role OR present.role IS NULL))
    GROUP BY wanted.role, wanted.kind, wanted.name
  )
  SELECT format('GRANT %s ON %s %s TO %I', missing.rights, missing.kind, string_agg(missing.name, ', ' ORDER BY missing.name), missing.role)
  FROM missing
  GROUP BY missing.role, missing.kind, missing.rights, missing.together
  ORDER BY missing.role, missing.kind = 'ROUTINE', missing.kind, missing.together, missing.rights
$$;
REVOKE EXECUTE ON FUNCTION taskwire.missing_rights(boolean) FROM PUBLIC;

-- All that must be done so that the four roles are there and have their rights in this database, in order.
CREATE OR REPLACE FUNCTION taskwire.role_changes() RETURNS SETOF text
LANGUAGE sql STABLE AS $$
  WITH change (step, line, statement) AS (
    SELECT 1, 0, format('CREATE ROLE %I NOLOGIN', taskwire.role_name(role.short))
    FROM unnest('{owner,worker,reader,producer}'::text[]) AS role (short)
    WHERE to_regrole(taskwire.role_name(role.short)) IS NULL
    UNION ALL -- so that whoever migrates now may do it again
    SELECT 2, 0, format('GRANT taskwire_owner TO %I', current_user)
    FROM pg_roles AS me
    WHERE me.rolname = current_user AND NOT me.rolsuper AND NOT coalesce(pg_has_role(to_regrole('taskwire_owner'), 'USAGE'), false)
    UNION ALL
    SELECT 3, one.line, one.statement FROM taskwire.missing_rights(true) WITH ORDINALITY AS one (statement, line)
    UNION ALL
    SELECT 4, 0, format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA pgmq GRANT %s ON %s TO %I', maker.name, wanted.rights,
      wanted.kind, wanted.role)
    FROM taskwire.wanted_defaults() AS wanted CROSS JOIN (SELECT current_user UNION SELECT 'taskwire_owner') AS maker (name)
    WHERE maker.name <> wanted.role AND NOT EXISTS (
      SELECT FROM pg_default_acl AS d CROSS JOIN LATERAL aclexplode(d.defaclacl) AS acl
      WHERE d.defaclnamespace = to_regnamespace('pgmq') AND d.defaclrole = to_regrole(quote_ident(maker.name))
        AND d.defaclobjtype = CASE wanted.kind WHEN 'TABLES' THEN 'r' ELSE 'S' END AND acl.grantee = to_regrole(wanted.role)
      HAVING array_agg(acl.privilege_type) @> string_to_array(wanted.rights, ', '))
    UNION ALL
    SELECT 5, one.line, one.statement FROM taskwire.ownership_changes() WITH ORDINALITY AS one (statement, line)
    UNION ALL
    SELECT 6, one.line, one.statement FROM taskwire.missing_rights(false) WITH ORDINALITY AS one (statement, line)
    UNION ALL -- row-level security is on, and lets nobody else through
    SELECT 7, 0, format('CREATE POLICY %I ON %I.%I FOR %s TO %I USING (true)%s', policy.role, n.nspname,
      c.relname, policy.command, policy.role, CASE policy.command WHEN 'ALL' THEN ' WITH CHECK (true)' ELSE '' END)
    FROM taskwire.user_table AS u
    JOIN pg_class AS c ON c.oid = u.relation
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    CROSS JOIN (VALUES ('taskwire_worker', 'ALL'), ('taskwire_reader', 'SELECT')) AS policy (role, command)
    WHERE c.relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = c.oid AND p.polname = policy.role)
  )
  SELECT change.statement FROM change ORDER BY change.step, change.line, change.statement
$$;
REVOKE EXECUTE ON FUNCTION taskwire.role_changes() FROM PUBLIC;

-- Whether the roles have been given their rights in this database. That they are there says nothing: they are the cluster's.
CREATE OR REPLACE FUNCTION taskwire.uses_roles() RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT coalesce(has_schema_privilege(to_regrole('taskwire_worker'), 'taskwire', 'USAGE'), false)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.uses_roles() FROM PUBLIC;

-- Takes away what nobody is to have and, where the roles are wanted, makes them and gives them their rights. Answers the
-- statements that are still to be run, by somebody who may. Waits for no table longer than lock_timeout.
CREATE OR REPLACE FUNCTION taskwire.grant_roles(wanted boolean DEFAULT true) RETURNS SETOF text
LANGUAGE plpgsql SET lock_timeout = '3s' SET client_min_messages = 'error' SET jit = off AS $$
DECLARE
  change text;
BEGIN
  FOREACH change IN ARRAY ARRAY(
    SELECT one FROM taskwire.excess_rights() AS one UNION ALL SELECT one FROM taskwire.role_changes() AS one WHERE wanted)
  LOOP
    BEGIN
      EXECUTE change;
    EXCEPTION WHEN insufficient_privilege OR undefined_object THEN
      NULL; -- it is among what is left
    END;
  END LOOP;
  RETURN QUERY SELECT one FROM taskwire.role_changes() AS one WHERE wanted
    UNION ALL SELECT one FROM taskwire.excess_rights() AS one;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.grant_roles(boolean) FROM PUBLIC;
