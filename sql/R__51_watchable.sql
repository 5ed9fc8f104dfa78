-- Which tables can be watched; what can't be is refused in words.

CREATE OR REPLACE FUNCTION taskwire.require_watchable(watched regclass) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
  table_class pg_class;
  schema_name text;
  root regclass;
  foreign_partition regclass;
BEGIN
  IF watched IS NULL THEN
    RAISE EXCEPTION 'No table is given.'
      USING ERRCODE = 'null_value_not_allowed', HINT = 'For example: SELECT taskwire.watch(''tasks'').';
  END IF;
  SELECT c.* INTO table_class FROM pg_class AS c WHERE c.oid = watched;
  SELECT n.nspname INTO schema_name FROM pg_namespace AS n WHERE n.oid = table_class.relnamespace;
  root := pg_partition_root(watched);
  SELECT tree.relid INTO foreign_partition
  FROM pg_partition_tree(watched) AS tree JOIN pg_class AS c ON c.oid = tree.relid AND c.relkind = 'f'
  LIMIT 1;

  IF table_class.relkind NOT IN ('r', 'p') THEN
    RAISE EXCEPTION '% is %, which can''t be watched.', watched,
      CASE table_class.relkind WHEN 'v' THEN 'a view' WHEN 'm' THEN 'a materialized view' WHEN 'f' THEN 'a foreign table'
        WHEN 'S' THEN 'a sequence' WHEN 'i' THEN 'an index' WHEN 'I' THEN 'an index' ELSE 'no table' END
      USING ERRCODE = 'wrong_object_type', HINT = 'Watch the table that holds its rows.';
  ELSIF table_class.relpersistence = 't' THEN
    RAISE EXCEPTION '% is a temporary table, which can''t be watched.', watched
      USING ERRCODE = 'wrong_object_type', HINT = 'Watch a permanent table.';
  ELSIF schema_name IN ('pg_catalog', 'information_schema', 'pg_toast') THEN
    RAISE EXCEPTION '% is a table of Postgres itself, which can''t be watched.', watched
      USING ERRCODE = 'wrong_object_type', HINT = 'Watch a table of your own.';
  ELSIF schema_name IN ('taskwire', 'pgmq') THEN
    RAISE EXCEPTION '% is a table of %''s own: to log its changes would make new ones without end.', watched, schema_name
      USING ERRCODE = 'wrong_object_type', HINT = 'Watch a table of your own.';
  ELSIF EXISTS (SELECT FROM taskwire.user_table AS u WHERE u.relation = watched) THEN
    RAISE EXCEPTION '% is a table that Taskwire writes to: to log its changes would make new ones without end.', watched
      USING ERRCODE = 'wrong_object_type', HINT = 'Watch a table of your own.';
  ELSIF table_class.relispartition THEN
    RAISE EXCEPTION '% is a partition of %: a write to that one would go past its triggers.', watched, root
      USING ERRCODE = 'wrong_object_type', HINT = format('Watch the whole: SELECT taskwire.watch(%L).', root::text);
  ELSIF foreign_partition IS NOT NULL THEN
    RAISE EXCEPTION '% has a foreign table as a partition, %: Postgres can''t tell triggers of its rows.', watched, foreign_partition
      USING ERRCODE = 'wrong_object_type', HINT = 'Detach that partition, or watch the tables below one by one after you detached them.';
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.require_watchable(regclass) FROM PUBLIC;

-- The names among these that are no column of the table.
CREATE OR REPLACE FUNCTION taskwire.unknown_columns(relation regclass, columns text[]) RETURNS text[]
LANGUAGE sql STABLE AS $$
  SELECT array_agg(name ORDER BY position)
  FROM unnest(columns) WITH ORDINALITY AS wanted (name, position)
  WHERE NOT EXISTS (
    SELECT FROM pg_attribute AS a
    WHERE a.attrelid = unknown_columns.relation AND a.attname = wanted.name AND a.attnum > 0 AND NOT a.attisdropped)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.unknown_columns(regclass, text[]) FROM PUBLIC;

-- The numbers of the columns of these names.
CREATE OR REPLACE FUNCTION taskwire.column_numbers(relation regclass, columns text[]) RETURNS smallint[]
LANGUAGE sql STABLE AS $$
  SELECT array_agg(a.attnum ORDER BY a.attnum)
  FROM pg_attribute AS a
  WHERE a.attrelid = column_numbers.relation AND a.attname = ANY (columns) AND a.attnum > 0 AND NOT a.attisdropped
$$;
REVOKE EXECUTE ON FUNCTION taskwire.column_numbers(regclass, text[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION taskwire.column_list(relation regclass) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT string_agg(a.attname, ', ' ORDER BY a.attnum)
  FROM pg_attribute AS a
  WHERE a.attrelid = column_list.relation AND a.attnum > 0 AND NOT a.attisdropped
$$;
REVOKE EXECUTE ON FUNCTION taskwire.column_list(regclass) FROM PUBLIC;

-- Refuses a table without these columns.
CREATE OR REPLACE FUNCTION taskwire.require_columns(watched regclass, columns text[], what_for text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
  missing text[] := taskwire.unknown_columns(watched, columns);
BEGIN
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION '% has no column %, which % needs.', watched, array_to_string(missing, ', '), what_for
      USING ERRCODE = 'undefined_column', DETAIL = format('Its columns are: %s.', taskwire.column_list(watched)),
        HINT = 'Add or rename the column, or name another table.';
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.require_columns(regclass, text[], text) FROM PUBLIC;
