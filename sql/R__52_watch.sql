-- What users call: watch, unwatch, rewatch.

-- Starts the activity log of a table, or changes its options. Twice is harmless.
CREATE OR REPLACE FUNCTION taskwire.watch(
  "table" regclass,
  entity_type text DEFAULT NULL,
  only_columns text[] DEFAULT NULL,
  except_columns text[] DEFAULT NULL,
  on_error text DEFAULT 'fail',
  log_unchanged boolean DEFAULT false
) RETURNS void
LANGUAGE plpgsql SET lock_timeout = '3s' AS $$
#variable_conflict use_variable
DECLARE
  watched CONSTANT regclass := "table";
  unknown text[] := taskwire.unknown_columns(watched, coalesce(only_columns, except_columns));
BEGIN
  PERFORM taskwire.require_watchable(watched);
  IF taskwire.key_columns(watched) IS NULL THEN
    RAISE EXCEPTION '% has no primary key, so that the log could not say which row changed.', watched
      USING ERRCODE = 'invalid_table_definition',
        HINT = format('Add one: ALTER TABLE %s ADD PRIMARY KEY (…).', watched);
  ELSIF only_columns IS NOT NULL AND except_columns IS NOT NULL THEN
    RAISE EXCEPTION 'Both only_columns and except_columns are given.'
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Give one of them.';
  ELSIF cardinality(only_columns) = 0 THEN
    RAISE EXCEPTION 'only_columns is empty, so that nothing would be logged.'
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Name the columns to log, or leave it out for all of them.';
  ELSIF unknown IS NOT NULL THEN
    RAISE EXCEPTION '% has no column %.', watched, array_to_string(unknown, ', ')
      USING ERRCODE = 'undefined_column', DETAIL = format('Its columns are: %s.', taskwire.column_list(watched)),
        HINT = 'Name columns that it has.';
  ELSIF on_error IS NULL OR on_error NOT IN ('fail', 'skip') THEN
    RAISE EXCEPTION 'on_error is %.', coalesce(quote_literal(on_error), 'NULL')
      USING ERRCODE = 'invalid_parameter_value',
        HINT = 'Use ''fail'' (the write fails when it can''t be logged) or ''skip'' (it goes through, and taskwire.skipped_change has a row).';
  END IF;
  PERFORM taskwire.register(watched, 'activity',
    coalesce(entity_type, (SELECT c.relname FROM pg_class AS c WHERE c.oid = watched)),
    only_columns, except_columns, on_error, coalesce(log_unchanged, false));
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.watch(regclass, text, text[], text[], text, boolean) FROM PUBLIC;

-- Starts the notifications of assignments: an UPDATE that sets another assignee.
CREATE OR REPLACE FUNCTION taskwire.watch_assignments("table" regclass) RETURNS void
LANGUAGE plpgsql SET lock_timeout = '3s' AS $$
BEGIN
  PERFORM taskwire.require_watchable("table");
  PERFORM taskwire.require_columns("table", '{id,title,assignee_id}', 'the notification of an assignment');
  PERFORM taskwire.register("table", 'assignments', NULL, NULL, NULL, 'fail', false);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.watch_assignments(regclass) FROM PUBLIC;

-- Starts the welcome of new users: an INSERT of a row with an e-mail address.
CREATE OR REPLACE FUNCTION taskwire.watch_signups("table" regclass) RETURNS void
LANGUAGE plpgsql SET lock_timeout = '3s' AS $$
BEGIN
  PERFORM taskwire.require_watchable("table");
  PERFORM taskwire.require_columns("table", '{id,email}', 'the welcome of a new user');
  IF cardinality(taskwire.unknown_columns("table", '{name,full_name,raw_user_meta_data}')) = 3 THEN
    RAISE EXCEPTION '% has no column for a name, which the welcome of a new user needs.', "table"
      USING ERRCODE = 'undefined_column', DETAIL = format('Its columns are: %s.', taskwire.column_list("table")),
        HINT = 'Add one of: name, full_name, raw_user_meta_data.';
  END IF;
  PERFORM taskwire.register("table", 'signups', NULL, NULL, NULL, 'fail', false);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.watch_signups(regclass) FROM PUBLIC;

-- Ends all that is watched of a table.
CREATE OR REPLACE FUNCTION taskwire.unwatch("table" regclass) RETURNS void
LANGUAGE plpgsql SET lock_timeout = '3s' AS $$
BEGIN
  DELETE FROM taskwire.watched_table AS w WHERE w.relation = "table";
  PERFORM taskwire.apply_trigger_plan("table");
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.unwatch(regclass) FROM PUBLIC;

-- Puts one row into taskwire.watched_table and makes the triggers as it says.
CREATE OR REPLACE FUNCTION taskwire.register(
  watched regclass, kind text, entity_type text, only_columns text[], except_columns text[], on_error text, log_unchanged boolean
) RETURNS void
LANGUAGE plpgsql AS $$
#variable_conflict use_variable
BEGIN
  -- One at a time, so that two who watch the same table at once do not get in each other's way.
  PERFORM pg_advisory_xact_lock('taskwire.watched_table'::regclass::oid::bigint);
  INSERT INTO taskwire.watched_table AS w
    (relation, kind, entity_type, only_columns, except_columns, on_error, log_unchanged, column_numbers, numbered_oid)
  VALUES (watched, kind, entity_type, only_columns, except_columns, on_error, log_unchanged,
    taskwire.column_numbers(watched, coalesce(only_columns, except_columns)), watched)
  ON CONFLICT ON CONSTRAINT watched_table_pkey DO UPDATE
  SET entity_type = excluded.entity_type, only_columns = excluded.only_columns, except_columns = excluded.except_columns,
    on_error = excluded.on_error, log_unchanged = excluded.log_unchanged, column_numbers = excluded.column_numbers,
    numbered_oid = excluded.numbered_oid, watched_at = clock_timestamp()
  WHERE (w.entity_type, w.only_columns, w.except_columns, w.on_error, w.log_unchanged, w.column_numbers, w.numbered_oid)
    IS DISTINCT FROM (excluded.entity_type, excluded.only_columns, excluded.except_columns, excluded.on_error,
      excluded.log_unchanged, excluded.column_numbers, excluded.numbered_oid);
  PERFORM taskwire.apply_trigger_plan(watched);
EXCEPTION WHEN lock_not_available THEN
  IF SQLERRM LIKE 'The triggers of %' THEN
    RAISE;
  END IF;
  RAISE EXCEPTION 'Another session is just changing what is watched.'
    USING ERRCODE = 'lock_not_available', HINT = 'Try again when its transaction is over.';
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.register(regclass, text, text, text[], text[], text, boolean) FROM PUBLIC;

-- Makes the triggers as taskwire.watched_table says: for partitions and virtual columns that came since, for a restored
-- database, whose columns are numbered anew, for a table that is gone. Takes no lock where nothing differs. Returns how many
-- triggers it changed.
CREATE OR REPLACE FUNCTION taskwire.rewatch() RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  stale record;
BEGIN
  DELETE FROM taskwire.watched_table AS w WHERE NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = w.relation);
  UPDATE taskwire.watched_table AS w
  SET column_numbers = taskwire.column_numbers(w.relation, coalesce(w.only_columns, w.except_columns)), numbered_oid = w.relation
  WHERE w.numbered_oid IS DISTINCT FROM w.relation::oid;
  FOR stale IN
    SELECT w.relation, w.kind, taskwire.unknown_columns(w.relation, CASE w.kind
      WHEN 'activity' THEN coalesce(w.only_columns, w.except_columns)
      WHEN 'assignments' THEN '{id,title,assignee_id}'
      ELSE '{id,email}' END) AS columns
    FROM taskwire.watched_table AS w
  LOOP
    IF stale.columns IS NOT NULL THEN
      RAISE WARNING '% no longer has the column % that its % name.', stale.relation, array_to_string(stale.columns, ', '), stale.kind
        USING HINT = 'Watch the table again with the columns that it has now. Until then, a column that was renamed is not logged.';
    END IF;
  END LOOP;
  RETURN taskwire.apply_trigger_plan(NULL);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.rewatch() FROM PUBLIC;
