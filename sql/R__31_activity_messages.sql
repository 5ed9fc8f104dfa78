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

-- Sends one message for each pair of an old and a new row and returns how many those were. No old row: created;
-- no new row: deleted. The options are the trigger's arguments, see taskwire.trigger_plan().
CREATE OR REPLACE FUNCTION taskwire.send_changes(
  relation oid, options text[], old_batch jsonb[], new_batch jsonb[], actor text, changed_at timestamptz
) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  keys text[] := options[1];
  left_out text[] := options[2];
  only_columns text[] := nullif(options[3], '');
  log_unchanged boolean := options[4];
  filtered boolean := left_out <> '{}' OR only_columns IS NOT NULL;
  trace jsonb := taskwire.trace();
  messages jsonb[];
  headers jsonb[];
BEGIN
  IF NOT coalesce(new_batch[1], old_batch[1]) ?& keys THEN -- a key column was renamed since
    keys := coalesce(taskwire.key_columns(relation), keys);
  END IF;

  SELECT array_agg(
      jsonb_build_object(
        'entity_type', options[0],
        'entity_id', taskwire.entity_key(coalesce(pair.new_row, pair.old_row), keys),
        'action', CASE WHEN pair.old_row IS NULL THEN 'created' WHEN pair.new_row IS NULL THEN 'deleted' ELSE 'updated' END,
        'actor_id', actor,
        'data', CASE
          WHEN pair.old_row IS NULL THEN jsonb_build_object('new', logged.new_row)
          WHEN pair.new_row IS NULL THEN jsonb_build_object('old', logged.old_row)
          ELSE jsonb_build_object('old', logged.old_row, 'new', logged.new_row,
            'changes', coalesce(difference.changes, '{}'))
        END,
        'timestamp', changed_at)),
    array_agg(jsonb_build_object('event_id', gen_random_uuid(), 'seq', nextval('taskwire.activity_seq')) || trace)
  INTO messages, headers
  FROM unnest(old_batch, new_batch) AS pair (old_row, new_row)
  CROSS JOIN LATERAL (
    SELECT
      CASE WHEN filtered THEN taskwire.logged_part(pair.old_row, left_out, only_columns) ELSE pair.old_row END,
      CASE WHEN filtered THEN taskwire.logged_part(pair.new_row, left_out, only_columns) ELSE pair.new_row END
  ) AS logged (old_row, new_row)
  CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(field.key, field.value)
    FROM jsonb_each(logged.new_row) AS field
    WHERE field.value IS DISTINCT FROM logged.old_row -> field.key
  ) AS difference (changes)
  WHERE pair.old_row IS NULL OR pair.new_row IS NULL OR difference.changes IS NOT NULL OR log_unchanged;

  IF messages IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM pgmq.send_batch('${activity_log_queue}', messages, headers, changed_at);
  RETURN cardinality(messages);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.send_changes(oid, text[], jsonb[], jsonb[], text, timestamptz) FROM PUBLIC;

-- The same for one pair, as nearly every statement has it: without a join, an aggregate over rows, or arrays.
CREATE OR REPLACE FUNCTION taskwire.send_change(
  relation oid, options text[], old_row jsonb, new_row jsonb, actor text, changed_at timestamptz
) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  entity jsonb := coalesce(new_row, old_row);
  keys text[] := options[1];
  changes jsonb;
  action text;
  data jsonb;
BEGIN
  IF NOT entity ?& keys THEN
    keys := coalesce(taskwire.key_columns(relation), keys);
  END IF;
  IF options[2] <> '{}' OR options[3] <> '' THEN
    old_row := taskwire.logged_part(old_row, options[2]::text[], nullif(options[3], '')::text[]);
    new_row := taskwire.logged_part(new_row, options[2]::text[], nullif(options[3], '')::text[]);
  END IF;

  IF old_row IS NULL THEN
    action := 'created';
    data := jsonb_build_object('new', new_row);
  ELSIF new_row IS NULL THEN
    action := 'deleted';
    data := jsonb_build_object('old', old_row);
  ELSIF old_row = new_row AND options[4] = 'false' THEN
    RETURN 0;
  ELSE
    SELECT jsonb_object_agg(field.key, field.value) INTO changes
    FROM jsonb_each(new_row) AS field
    WHERE field.value IS DISTINCT FROM old_row -> field.key;
    action := 'updated';
    data := jsonb_build_object('old', old_row, 'new', new_row, 'changes', coalesce(changes, '{}'));
  END IF;

  PERFORM pgmq.send('${activity_log_queue}',
    jsonb_build_object('entity_type', options[0], 'entity_id', taskwire.entity_key(entity, keys), 'action', action,
      'actor_id', actor, 'data', data, 'timestamp', changed_at),
    taskwire.event_headers(), changed_at);
  RETURN 1;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.send_change(oid, text[], jsonb, jsonb, text, timestamptz) FROM PUBLIC;
