-- From changed rows to messages of the activity log.

-- The columns of a table's primary key, in key order; NULL where it has none.
CREATE OR REPLACE FUNCTION taskwire.key_columns(relation oid) RETURNS text[]
LANGUAGE sql STABLE AS $$
  SELECT array_agg(attribute.attname::text ORDER BY key.position)
  FROM pg_constraint AS primary_key
  CROSS JOIN unnest(primary_key.conkey) WITH ORDINALITY AS key (attnum, position)
  JOIN pg_attribute AS attribute ON attribute.attrelid = primary_key.conrelid AND attribute.attnum = key.attnum
  WHERE primary_key.conrelid = relation AND primary_key.contype = 'p'
$$;
REVOKE EXECUTE ON FUNCTION taskwire.key_columns(oid) FROM PUBLIC;

-- A row's key as text: the value of a single column, a JSON array of several.
CREATE OR REPLACE FUNCTION taskwire.entity_key(entity jsonb, keys text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF cardinality(keys) = 1 THEN
    RETURN entity ->> keys[1];
  END IF;
  RETURN (SELECT jsonb_agg(entity -> key.name ORDER BY key.position)::text
          FROM unnest(keys) WITH ORDINALITY AS key (name, position));
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.entity_key(jsonb, text[]) FROM PUBLIC;

-- A row's key as text, also where a column of the key was renamed since its table was watched.
CREATE OR REPLACE FUNCTION taskwire.row_key(relation oid, entity jsonb, keys text[]) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF entity ?& keys THEN
    RETURN taskwire.entity_key(entity, keys);
  END IF;
  RETURN taskwire.entity_key(entity, coalesce(taskwire.key_columns(relation), keys));
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.row_key(oid, jsonb, text[]) FROM PUBLIC;

-- The columns that the log may not hold, under their names of now. A column is left out if either its name or its number is
-- among those to leave out; where only some are logged, it is one of them if both are: so no renaming brings one to light.
-- The options are the trigger's arguments, see taskwire.trigger_plan().
CREATE OR REPLACE FUNCTION taskwire.left_out(relation oid, options text[]) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF options[3] = '{}' AND options[4] = '' THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY(
    SELECT a.attname::text
    FROM pg_attribute AS a
    WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
      AND (a.attname = ANY (options[3]::text[]) OR a.attnum = ANY (options[7]::smallint[])
        OR (options[4] <> '' AND NOT (a.attname = ANY (nullif(options[4], '')::text[]) AND a.attnum = ANY (options[8]::smallint[])))));
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.left_out(oid, text[]) FROM PUBLIC;

-- Each key whose value differs, with its new value. One row: as a table it is inlined. Taking the others away is cheaper than
-- putting these together.
CREATE OR REPLACE FUNCTION taskwire.changes(old_row jsonb, new_row jsonb) RETURNS TABLE (changes jsonb)
LANGUAGE sql IMMUTABLE ROWS 1 AS $$
  SELECT new_row - ARRAY(
    SELECT key.name FROM (SELECT jsonb_object_keys(new_row) AS name OFFSET 0) AS key
    WHERE new_row -> key.name = old_row -> key.name)
  OFFSET 0 -- works it out once, however often it is used
$$;
REVOKE EXECUTE ON FUNCTION taskwire.changes(jsonb, jsonb) FROM PUBLIC;

-- The messages of pairs of an old and a new row, and their headers. No old row: created; no new row: deleted. An update
-- that changes nothing makes none, unless the options ask for it.
CREATE OR REPLACE FUNCTION taskwire.change_messages(
  relation oid, options text[], left_out text[], old_batch jsonb[], new_batch jsonb[], actor text, changed_at timestamptz,
  OUT messages jsonb[], OUT headers jsonb[]
)
LANGUAGE plpgsql AS $$
DECLARE
  keys text[] := options[1];
BEGIN
  IF NOT coalesce(new_batch[1], old_batch[1]) ?& keys THEN
    keys := coalesce(taskwire.key_columns(relation), keys);
  END IF;
  SELECT array_agg(jsonb_build_object('entity_type', options[0], 'entity_id', pair.key,
      'action', CASE WHEN pair.old_row IS NULL THEN 'created' WHEN pair.new_row IS NULL THEN 'deleted' ELSE 'updated' END,
      'actor_id', actor,
      'data', CASE
        WHEN pair.old_row IS NULL THEN jsonb_build_object('new', pair.new_row)
        WHEN pair.new_row IS NULL THEN jsonb_build_object('old', pair.old_row)
        ELSE jsonb_build_object('old', pair.old_row, 'new', pair.new_row, 'changes', difference.changes)
      END,
      'timestamp', changed_at)),
    array_agg(taskwire.event_headers())
  INTO messages, headers
  FROM (
    SELECT CASE cardinality(keys) WHEN 1 THEN coalesce(whole.new_row, whole.old_row) ->> keys[1]
        ELSE taskwire.entity_key(coalesce(whole.new_row, whole.old_row), keys) END AS key,
      whole.old_row - left_out AS old_row, whole.new_row - left_out AS new_row
    FROM unnest(old_batch, new_batch) AS whole (old_row, new_row)
    OFFSET 0 -- keeps each of these from being worked out once for every place that it stands in
  ) AS pair
  CROSS JOIN LATERAL taskwire.changes(pair.old_row, pair.new_row) AS difference
  WHERE pair.old_row IS NULL OR pair.new_row IS NULL OR difference.changes <> '{}' OR options[5] = 'true';
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.change_messages(oid, text[], text[], jsonb[], jsonb[], text, timestamptz) FROM PUBLIC;
