-- Which triggers should be there, and making it so.

-- Every trigger that taskwire.watched_table asks for, on the watched tables and on each partition below them: a write
-- straight to a partition fires nothing of its parent, and one to the parent nothing of its partitions.
-- Arguments of the activity log's triggers, from 0: entity type, columns of the key, the key's only column (empty where it has
-- several), columns to leave out, the only columns to log (empty: all), whether to log an UPDATE that changes nothing, on_error,
-- the numbers of the columns to leave out, those of the only columns to log, "plain" where the key is one column and all
-- columns are logged.
-- "arguments" are those as pg_trigger.tgargs has them: each with a zero byte after it.
CREATE OR REPLACE FUNCTION taskwire.trigger_plan()
RETURNS TABLE (watched regclass, relation oid, name text, function oid, arguments bytea, definition text)
LANGUAGE sql STABLE AS $$
  WITH member AS (
    SELECT w.*, root.relkind = 'p' AS partitioned, tree.relid AS member,
      taskwire.key_columns(w.relation) AS keys,
      coalesce(w.except_columns, '{}') || virtual.names AS left_out,
      CASE WHEN w.except_columns IS NULL THEN '{}' ELSE numbers.named END || virtual.numbers AS left_out_numbers,
      CASE WHEN w.only_columns IS NULL THEN '{}' ELSE numbers.named END AS only_numbers
    FROM taskwire.watched_table AS w
    JOIN pg_class AS root ON root.oid = w.relation
    CROSS JOIN LATERAL (
      SELECT w.relation::oid UNION SELECT p.relid::oid FROM pg_partition_tree(w.relation) AS p
    ) AS tree (relid)
    CROSS JOIN LATERAL ( -- virtual columns arrive as NULL in a transition table
      SELECT coalesce(array_agg(a.attname::text ORDER BY a.attnum), '{}') AS names,
        coalesce(array_agg(a.attnum ORDER BY a.attnum), '{}') AS numbers
      FROM pg_attribute AS a
      WHERE a.attrelid = tree.relid AND a.attgenerated = 'v' AND NOT a.attisdropped
    ) AS virtual
    CROSS JOIN LATERAL ( -- a partition may number its columns in its own way
      SELECT coalesce(array_agg(below.attnum ORDER BY below.attnum), '{}') AS named
      FROM pg_attribute AS above
      JOIN pg_attribute AS below ON below.attrelid = tree.relid AND below.attname = above.attname
      WHERE above.attrelid = w.relation AND above.attnum = ANY (w.column_numbers) AND w.numbered_oid = w.relation
        AND NOT above.attisdropped
    ) AS numbers
    -- a table that was watched by itself before it became a partition is a part of the whole now
    WHERE NOT EXISTS (
      SELECT FROM taskwire.watched_table AS whole
      WHERE whole.kind = w.kind AND root.relispartition AND whole.relation = pg_partition_root(w.relation))
  ), trigger_kind (kind, name, function, event, transition_tables) AS (
    VALUES
      ('activity', 'taskwire_activity_insert', 'log_change', 'AFTER INSERT', 'REFERENCING NEW TABLE AS new_rows'),
      ('activity', 'taskwire_activity_update', 'log_change', 'AFTER UPDATE', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
      ('activity', 'taskwire_activity_delete', 'log_change', 'AFTER DELETE', 'REFERENCING OLD TABLE AS old_rows'),
      ('activity', 'taskwire_activity_truncate', 'log_truncate', 'AFTER TRUNCATE', ''),
      ('activity', 'taskwire_activity_truncating', 'log_truncate', 'BEFORE TRUNCATE', ''),
      ('assignments', 'taskwire_assignment', 'notify_assignment', 'AFTER UPDATE', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
      ('signups', 'taskwire_signup', 'notify_signup', 'AFTER INSERT', 'REFERENCING NEW TABLE AS new_rows')
  )
  SELECT member.relation, member.member, k.name, p.oid, coalesce(a.bytes, ''),
    format('CREATE OR REPLACE TRIGGER %I %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION taskwire.%I(%s)',
      k.name, k.event, member.member::regclass, k.transition_tables, k.function, a.literals)
  FROM member
  JOIN trigger_kind AS k ON k.kind = member.kind AND (member.partitioned OR k.event <> 'BEFORE TRUNCATE')
  JOIN pg_proc AS p ON p.pronamespace = 'taskwire'::regnamespace AND p.proname = k.function
  CROSS JOIN LATERAL (
    SELECT string_agg(convert_to(one, getdatabaseencoding()) || '\x00', '' ORDER BY position) AS bytes,
      string_agg(quote_literal(one), ', ' ORDER BY position) AS literals
    FROM unnest(CASE member.kind WHEN 'activity' THEN ARRAY[member.entity_type, member.keys::text,
      CASE cardinality(member.keys) WHEN 1 THEN member.keys[1] ELSE '' END, member.left_out::text,
      coalesce(member.only_columns::text, ''), member.log_unchanged::text, member.on_error,
      member.left_out_numbers::text, member.only_numbers::text,
      CASE WHEN cardinality(member.keys) = 1 AND member.left_out = '{}' AND member.only_columns IS NULL THEN 'plain' ELSE '' END] END)
      WITH ORDINALITY AS argument (one, position)
  ) AS a
$$;
REVOKE EXECUTE ON FUNCTION taskwire.trigger_plan() FROM PUBLIC;

-- What must be done so that the triggers are as planned: the statements, only for what differs.
CREATE OR REPLACE FUNCTION taskwire.trigger_changes()
RETURNS TABLE (watched regclass, relation oid, statement text)
LANGUAGE sql STABLE AS $$
  WITH plan AS MATERIALIZED (
    SELECT * FROM taskwire.trigger_plan()
  ), present AS MATERIALIZED (
    SELECT t.tgrelid, t.tgname, t.tgfoid, t.tgargs
    FROM pg_trigger AS t
    JOIN pg_proc AS p ON p.oid = t.tgfoid
    WHERE p.pronamespace = 'taskwire'::regnamespace
      AND (t.tgname LIKE 'taskwire\_activity\_%' OR t.tgname IN ('taskwire_assignment', 'taskwire_signup'))
  )
  SELECT plan.watched, plan.relation, plan.definition
  FROM plan
  LEFT JOIN present ON present.tgrelid = plan.relation AND present.tgname = plan.name
    AND present.tgfoid = plan.function AND present.tgargs = plan.arguments
  WHERE present.tgrelid IS NULL
  UNION ALL
  SELECT NULL, present.tgrelid, format('DROP TRIGGER %I ON %s', present.tgname, present.tgrelid::regclass)
  FROM present
  WHERE NOT EXISTS (SELECT FROM plan WHERE plan.relation = present.tgrelid AND plan.name = present.tgname)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.trigger_changes() FROM PUBLIC;

-- Makes the triggers as planned, on all tables or on those below one. Waits for no table longer than lock_timeout; takes
-- no lock at all where nothing differs. Returns how many triggers it changed.
CREATE OR REPLACE FUNCTION taskwire.apply_trigger_plan(root regclass) RETURNS integer
LANGUAGE plpgsql SET lock_timeout = '3s' SET jit = off AS $$
DECLARE
  change record;
  changes integer := 0;
BEGIN
  FOR change IN
    SELECT c.relation, c.statement
    FROM taskwire.trigger_changes() AS c
    WHERE root IS NULL OR c.relation = root OR c.relation IN (SELECT relid FROM pg_partition_tree(root))
    ORDER BY c.relation, c.statement
  LOOP
    BEGIN
      EXECUTE change.statement;
    EXCEPTION WHEN lock_not_available THEN
      RAISE EXCEPTION 'The triggers of % were not changed: another session holds the table.', change.relation::regclass
        USING ERRCODE = 'lock_not_available', DETAIL = taskwire.holders(change.relation),
          HINT = 'End that transaction (pg_terminate_backend ends its session), or try again when it is over.';
    END;
    changes := changes + 1;
  END LOOP;
  RETURN changes;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.apply_trigger_plan(regclass) FROM PUBLIC;

-- Who holds a table, in words.
CREATE OR REPLACE FUNCTION taskwire.holders(relation oid) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT coalesce(string_agg(DISTINCT format('process %s (%s, %s) has held it since %s', l.pid, a.usename, a.state,
    a.xact_start), '; '), 'The session that held it is gone.')
  FROM pg_locks AS l
  LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
  WHERE l.locktype = 'relation' AND l.relation = holders.relation AND l.granted AND l.pid <> pg_backend_pid()
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
$$;
REVOKE EXECUTE ON FUNCTION taskwire.holders(oid) FROM PUBLIC;
