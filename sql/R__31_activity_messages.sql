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

-- The part of a row that the log may hold.
CREATE OR REPLACE FUNCTION taskwire.logged_part(entity jsonb, left_out text[], only_columns text[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF only_columns IS NULL THEN
    RETURN entity - left_out;
  END IF;
  RETURN entity - left_out
    - ARRAY(SELECT key.name FROM jsonb_object_keys(entity) AS key (name) WHERE key.name <> ALL (only_columns));
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.logged_part(jsonb, text[], text[]) FROM PUBLIC;

-- Each key whose value differs, with its new value; NULL where none does. One row: as a table it is inlined.
CREATE OR REPLACE FUNCTION taskwire.changes(old_row jsonb, new_row jsonb) RETURNS TABLE (changes jsonb)
LANGUAGE sql IMMUTABLE ROWS 1 AS $$
  SELECT jsonb_object_agg(field.key, field.value)
  FROM jsonb_each(new_row) AS field
  WHERE field.value IS DISTINCT FROM old_row -> field.key
$$;
REVOKE EXECUTE ON FUNCTION taskwire.changes(jsonb, jsonb) FROM PUBLIC;

-- Enqueues one message for each pair of an old and a new row and returns how many those were. No old row: created;
-- no new row: deleted. The options are the trigger's arguments, see taskwire.trigger_plan().
CREATE OR REPLACE FUNCTION taskwire.enqueue_changes(
  relation oid, options text[], old_batch jsonb[], new_batch jsonb[], actor text, changed_at timestamptz
) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  keys text[] := options[1];
  left_out CONSTANT text[] := options[3];
  only_columns CONSTANT text[] := nullif(options[4], '');
  log_unchanged CONSTANT boolean := options[5];
  filtered CONSTANT boolean := left_out <> '{}' OR only_columns IS NOT NULL;
  messages jsonb[];
  headers jsonb[];
BEGIN
  IF NOT coalesce(new_batch[1], old_batch[1]) ?& keys THEN -- a column of the key was renamed since
    keys := coalesce(taskwire.key_columns(relation), keys);
  END IF;
  SELECT array_agg(jsonb_build_object('entity_type', options[0], 'entity_id', pair.key,
      'action', CASE WHEN pair.old_row IS NULL THEN 'created' WHEN pair.new_row IS NULL THEN 'deleted' ELSE 'updated' END,
      'actor_id', actor,
      'data', CASE
        WHEN pair.old_row IS NULL THEN jsonb_build_object('new', pair.new_row)
        WHEN pair.new_row IS NULL THEN jsonb_build_object('old', pair.old_row)
        ELSE jsonb_build_object('old', pair.old_row, 'new', pair.new_row, 'changes', coalesce(difference.changes, '{}'))
      END,
      'timestamp', changed_at)),
    array_agg(taskwire.event_headers())
  INTO messages, headers
  FROM (
    SELECT CASE cardinality(keys) WHEN 1 THEN coalesce(whole.new_row, whole.old_row) ->> keys[1]
        ELSE taskwire.entity_key(coalesce(whole.new_row, whole.old_row), keys) END AS key,
      CASE WHEN filtered THEN taskwire.logged_part(whole.old_row, left_out, only_columns) ELSE whole.old_row END AS old_row,
      CASE WHEN filtered THEN taskwire.logged_part(whole.new_row, left_out, only_columns) ELSE whole.new_row END AS new_row
    FROM unnest(old_batch, new_batch) AS whole (old_row, new_row)
    OFFSET 0 -- keeps each of these from being worked out once for every place that it stands in
  ) AS pair
  CROSS JOIN LATERAL taskwire.changes(pair.old_row, pair.new_row) AS difference
  WHERE pair.old_row IS NULL OR pair.new_row IS NULL OR difference.changes IS NOT NULL OR log_unchanged;
  IF messages IS NULL THEN -- pgmq refuses an empty batch
    RETURN 0;
  END IF;
  PERFORM FROM pgmq.send_batch('${activity_log_queue}', messages, headers, changed_at);
  RETURN cardinality(messages);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.enqueue_changes(oid, text[], jsonb[], jsonb[], text, timestamptz) FROM PUBLIC;
