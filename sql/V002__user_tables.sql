-- How a table that users query finds its place: it is made in schema taskwire, as a model, and then put into the configured
-- schema, unless a table of that name is there. That one is used if it fits, and refused with all of its misfits if not.

-- In what a table differs from a model so that it can't stand in for it, each difference with what to do.
-- required: columns that it must have; the model's others are added to it. unbound: columns that no foreign key may bind.
CREATE FUNCTION taskwire.table_misfits(model regclass, present regclass, required text[], unbound text[])
RETURNS SETOF text
LANGUAGE sql STABLE AS $$
  WITH target AS (
    SELECT c.oid, c.relkind, c.relowner, format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.oid = present
  ), present_column AS (
    SELECT target.name, a.attname, a.attnum, a.attnotnull, a.atthasdef, a.attidentity, a.attgenerated,
      coalesce(nullif(t.typbasetype, 0), t.oid) AS type, format_type(a.atttypid, a.atttypmod) AS type_name
    FROM target
    JOIN pg_attribute AS a ON a.attrelid = target.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type AS t ON t.oid = a.atttypid
    WHERE target.relkind IN ('r', 'p')
  ), model_column AS (
    SELECT target.name, a.attname, a.atttypid AS type, format_type(a.atttypid, a.atttypmod) AS type_name
    FROM target
    JOIN pg_attribute AS a ON a.attrelid = model AND a.attnum > 0 AND NOT a.attisdropped
    WHERE target.relkind IN ('r', 'p')
  )
  SELECT format('it is a %s, no table: rename it', CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
      WHEN 'f' THEN 'foreign table' WHEN 'S' THEN 'sequence' ELSE 'relation of another kind' END)
  FROM target WHERE relkind NOT IN ('r', 'p')
  UNION ALL
  SELECT format('it belongs to %1$s, and %2$I may not change it: migrate as that role, or ALTER TABLE %3$s OWNER TO %2$I',
    relowner::regrole, current_user, name)
  FROM target WHERE NOT pg_has_role(relowner, 'USAGE')
  UNION ALL
  SELECT format('it has no column %1$I: ALTER TABLE %2$s ADD COLUMN %1$I %3$s', m.attname, m.name, m.type_name)
  FROM model_column AS m
  WHERE m.attname = ANY (required) AND NOT EXISTS (SELECT FROM present_column AS p WHERE p.attname = m.attname)
  UNION ALL
  SELECT format('its column %1$I is of type %2$s, not %3$s: ALTER TABLE %4$s ALTER COLUMN %1$I TYPE %3$s USING %1$I::%3$s',
    m.attname, p.type_name, m.type_name, m.name)
  FROM model_column AS m JOIN present_column AS p ON p.attname = m.attname
  WHERE p.type <> m.type AND (m.type, p.type) NOT IN (
    ('text'::regtype::oid, 'varchar'::regtype::oid), ('jsonb'::regtype, 'json'::regtype),
    ('timestamptz'::regtype, 'timestamp'::regtype), ('integer'::regtype, 'bigint'::regtype))
  UNION ALL
  SELECT format('its column %1$I is generated, but Taskwire fills it: ALTER TABLE %2$s ALTER COLUMN %1$I DROP %3$s',
    p.attname, p.name, CASE WHEN p.attidentity = '' THEN 'EXPRESSION' ELSE 'IDENTITY' END)
  FROM model_column AS m JOIN present_column AS p ON p.attname = m.attname
  WHERE p.attgenerated <> '' OR p.attidentity = 'a'
  UNION ALL
  SELECT format('its column %1$I must have a value, but Taskwire has none for it: '
    'ALTER TABLE %2$s ALTER COLUMN %1$I DROP NOT NULL, or SET DEFAULT', p.attname, p.name)
  FROM present_column AS p
  WHERE p.attnotnull AND NOT p.atthasdef AND p.attidentity = '' AND p.attname NOT IN (SELECT attname FROM model_column)
  UNION ALL
  SELECT format('its column id is not unique by itself: ALTER TABLE %s ADD UNIQUE (id)', p.name)
  FROM present_column AS p
  WHERE p.attname = 'id' AND NOT EXISTS (
    SELECT FROM pg_index AS i
    WHERE i.indrelid = present AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL
      AND i.indnkeyatts = 1 AND i.indkey[0] = p.attnum)
  UNION ALL
  SELECT format('its column %1$I has the foreign key %2$I, but the log outlives what it names: ALTER TABLE %3$s DROP CONSTRAINT %2$I',
    p.attname, k.conname, p.name)
  FROM pg_constraint AS k JOIN present_column AS p ON p.attnum = ANY (k.conkey)
  WHERE k.conrelid = present AND k.contype = 'f' AND p.attname = ANY (unbound)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.table_misfits(regclass, regclass, text[], text[]) FROM PUBLIC;

-- Lets a table that fits take the model's place: with the model's further columns, defaults and indexes, and able to take
-- the NULLs that Taskwire may write.
CREATE FUNCTION taskwire.adopt_table(model regclass, present regclass) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  change text;
BEGIN
  FOR change IN
    SELECT format('ADD COLUMN %I %s', m.attname, format_type(m.atttypid, m.atttypmod))
    FROM pg_attribute AS m
    WHERE m.attrelid = model AND m.attnum > 0 AND NOT m.attisdropped AND NOT EXISTS (
      SELECT FROM pg_attribute AS p WHERE p.attrelid = present AND p.attname = m.attname AND NOT p.attisdropped)
    UNION ALL
    SELECT format('ALTER COLUMN %I SET DEFAULT %s', m.attname, pg_get_expr(d.adbin, d.adrelid))
    FROM pg_attrdef AS d
    JOIN pg_attribute AS m ON m.attrelid = d.adrelid AND m.attnum = d.adnum
    LEFT JOIN pg_attribute AS p ON p.attrelid = present AND p.attname = m.attname AND NOT p.attisdropped
    WHERE d.adrelid = model AND p.atthasdef IS NOT TRUE
    UNION ALL
    SELECT format('ALTER COLUMN %I DROP NOT NULL', m.attname)
    FROM pg_attribute AS m
    JOIN pg_attribute AS p ON p.attrelid = present AND p.attname = m.attname AND NOT p.attisdropped
    WHERE m.attrelid = model AND NOT m.attnotnull AND p.attnotnull
  LOOP
    EXECUTE format('ALTER TABLE %s %s', present, change);
    RAISE NOTICE 'Table % is used as it is, but for: %.', present, change;
  END LOOP;
  FOR change IN
    SELECT substring(pg_get_indexdef(m.indexrelid) FROM ' USING .*$') FROM pg_index AS m WHERE m.indrelid = model
    EXCEPT
    SELECT substring(pg_get_indexdef(p.indexrelid) FROM ' USING .*$') FROM pg_index AS p WHERE p.indrelid = present
  LOOP
    EXECUTE format('CREATE INDEX ON %s %s', present, change);
  END LOOP;
  EXECUTE format('DROP TABLE %s', model);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.adopt_table(regclass, regclass) FROM PUBLIC;

-- Keeps Supabase's API roles out, to which its default privileges would grant everything. A table on which row-level
-- security was on before has its policies, and somebody who looks after them: that one stays as it is.
CREATE FUNCTION taskwire.close_table(relation regclass) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  role_name text;
BEGIN
  IF EXISTS (SELECT FROM pg_class AS c WHERE c.oid = relation AND c.relrowsecurity) THEN
    RETURN;
  END IF;
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
  EXECUTE format('REVOKE ALL ON TABLE %s FROM PUBLIC', relation);
  FOR role_name IN SELECT r.rolname FROM pg_roles AS r WHERE r.rolname IN ('anon', 'authenticated') LOOP
    EXECUTE format('REVOKE ALL ON TABLE %s FROM %I', relation, role_name);
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.close_table(regclass) FROM PUBLIC;

-- Places every table of taskwire.user_table that has no place yet; refuses all misfits of all of them at once.
CREATE FUNCTION taskwire.place_user_tables(home text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  entry record;
  misfits text;
BEGIN
  IF to_regnamespace(quote_ident(home)) IS NULL THEN
    EXECUTE format('CREATE SCHEMA %I', home);
  END IF;

  SELECT string_agg(format(E'\n- %I.%I: %s', home, u.name, misfit), '' ORDER BY u.name, misfit) INTO misfits
  FROM taskwire.user_table AS u
  CROSS JOIN LATERAL taskwire.table_misfits(
    format('taskwire.%I', u.name)::regclass, to_regclass(format('%I.%I', home, u.name)), u.required_columns, u.unbound_columns) AS misfit
  WHERE u.relation IS NULL AND to_regclass(format('%I.%I', home, u.name)) IS NOT NULL;
  IF misfits IS NOT NULL THEN
    RAISE EXCEPTION 'Tables that Taskwire would use are there already and do not fit:%', misfits
      USING ERRCODE = 'duplicate_table',
        HINT = 'Change them as said, or rename them, or configure another schema for Taskwire''s tables.';
  END IF;

  FOR entry IN
    SELECT u.name, model.oid AS model, coalesce(present.oid, model.oid) AS present,
      -- its comment tells a table that an earlier install of Taskwire left
      present.oid <> model.oid AND obj_description(present.oid) IS DISTINCT FROM obj_description(model.oid) AS foreign_made
    FROM taskwire.user_table AS u
    JOIN pg_class AS model ON model.oid = to_regclass(format('taskwire.%I', u.name))
    LEFT JOIN pg_class AS present ON present.oid = to_regclass(format('%I.%I', home, u.name))
    WHERE u.relation IS NULL
    ORDER BY u.name
  LOOP
    IF entry.present = entry.model THEN
      EXECUTE format('ALTER TABLE %s SET SCHEMA %I', entry.model::regclass, home);
    ELSE
      PERFORM taskwire.adopt_table(entry.model, entry.present);
    END IF;
    UPDATE taskwire.user_table AS u
    SET relation = entry.present, adopted = coalesce(entry.foreign_made, false)
    WHERE u.name = entry.name;
    PERFORM taskwire.close_table(entry.present);
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.place_user_tables(text) FROM PUBLIC;
