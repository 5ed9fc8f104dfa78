-- The trigger of the activity log: one message for each changed row, in the writer's transaction.

-- Reads the transition tables batch by batch, so that a statement of any size takes bounded memory, and pairs old with
-- new rows by their order: both tables are filled in step, and an UPDATE may change the key. For the trigger's arguments
-- see taskwire.trigger_plan(). The aliases of the transition tables carry a star because a column may have their name.
CREATE OR REPLACE FUNCTION taskwire.log_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  batch_rows CONSTANT integer := 1000;
  batch_bytes CONSTANT bigint := 4000000;
  row_bytes CONSTANT bigint := 80000000; -- of one row's JSON: its message holds it up to three times, jsonb ends at 256 MB
  skip CONSTANT boolean := TG_ARGV[5] = 'skip';
  changed_at CONSTANT timestamptz := clock_timestamp();
  actor text;
  old_count bigint := 0;
  new_count bigint := 0;
  old_row jsonb;
  new_row jsonb;
  old_cursor refcursor;
  new_cursor refcursor;
  pair_cursor refcursor;
  old_batch jsonb[];
  new_batch jsonb[];
  line integer;
  bytes bigint;
  done bigint := 0;
  sent bigint := 0;
  careful boolean := false;
BEGIN
  BEGIN
    IF TG_OP = 'UPDATE' THEN
      SELECT (SELECT to_jsonb(o.*) FROM old_rows AS o LIMIT 1), (SELECT to_jsonb(n.*) FROM new_rows AS n LIMIT 1),
        (SELECT count(*) FROM (SELECT FROM old_rows LIMIT 2) AS two), (SELECT count(*) FROM (SELECT FROM new_rows LIMIT 2) AS two)
      INTO old_row, new_row, old_count, new_count;
    ELSIF TG_OP = 'INSERT' THEN
      SELECT (SELECT to_jsonb(n.*) FROM new_rows AS n LIMIT 1), (SELECT count(*) FROM (SELECT FROM new_rows LIMIT 2) AS two)
      INTO new_row, new_count;
    ELSE
      SELECT (SELECT to_jsonb(o.*) FROM old_rows AS o LIMIT 1), (SELECT count(*) FROM (SELECT FROM old_rows LIMIT 2) AS two)
      INTO old_row, old_count;
    END IF;
  EXCEPTION WHEN OTHERS THEN
    careful := true;
    old_count := 2;
  END;

  IF old_count = 0 AND new_count = 0 THEN
    RETURN NULL;
  END IF;
  actor := taskwire.actor();

  -- The statement that changed one row, as most do, has its own short way.
  IF old_count < 2 AND new_count < 2 AND (TG_OP <> 'UPDATE' OR old_count = new_count) AND NOT skip
    AND coalesce(pg_column_size(old_row), 0) < row_bytes AND coalesce(pg_column_size(new_row), 0) < row_bytes
  THEN
    IF taskwire.send_change(TG_RELID, TG_ARGV, old_row, new_row, actor, changed_at) > 0 THEN
      PERFORM taskwire.wake('${activity_log_queue}');
    END IF;
    RETURN NULL;
  END IF;

  IF TG_OP = 'UPDATE' THEN
    SELECT (SELECT count(*) FROM old_rows), (SELECT count(*) FROM new_rows) INTO old_count, new_count;
    careful := careful OR old_count <> new_count;
  END IF;
  IF NOT careful AND TG_OP <> 'INSERT' THEN
    OPEN old_cursor FOR SELECT to_jsonb(o.*) FROM old_rows AS o;
  END IF;
  IF NOT careful AND TG_OP <> 'DELETE' THEN
    OPEN new_cursor FOR SELECT to_jsonb(n.*) FROM new_rows AS n;
  END IF;

  LOOP
    IF careful AND pair_cursor IS NULL THEN
      OPEN pair_cursor FOR EXECUTE taskwire.careful_pairs(TG_RELID, TG_OP, TG_ARGV[1]::text[], old_count <> new_count)
        || format(' OFFSET %s', done);
    END IF;
    old_batch := NULL;
    new_batch := NULL;
    line := 0;
    bytes := 0;
    BEGIN -- a block that writes nothing costs little: it draws no transaction id
      WHILE line < batch_rows AND bytes < batch_bytes LOOP
        IF careful THEN
          FETCH pair_cursor INTO old_row, new_row;
        ELSE
          IF TG_OP <> 'INSERT' THEN
            FETCH old_cursor INTO old_row;
          END IF;
          IF TG_OP <> 'DELETE' THEN
            FETCH new_cursor INTO new_row;
          END IF;
        END IF;
        EXIT WHEN NOT FOUND;
        line := line + 1;
        IF TG_OP <> 'INSERT' THEN
          old_batch[line] := old_row;
          bytes := bytes + coalesce(pg_column_size(old_row), 0);
        END IF;
        IF TG_OP <> 'DELETE' THEN
          new_batch[line] := new_row;
          bytes := bytes + coalesce(pg_column_size(new_row), 0);
        END IF;
        IF bytes > row_bytes AND NOT careful THEN
          RAISE EXCEPTION 'The row is too large for one message.' USING ERRCODE = 'program_limit_exceeded';
        END IF;
      END LOOP;
    EXCEPTION WHEN OTHERS THEN
      IF careful AND NOT skip THEN
        RAISE;
      ELSIF careful THEN
        PERFORM taskwire.record_skipped(TG_RELID, TG_OP, greatest(old_count, new_count) - done, SQLSTATE, SQLERRM);
        EXIT;
      END IF;
      careful := true;
      CONTINUE;
    END;
    EXIT WHEN line = 0;
    IF skip THEN
      sent := sent + taskwire.send_changes_or_skip(TG_RELID, TG_ARGV, old_batch, new_batch, actor, changed_at);
    ELSE
      sent := sent + taskwire.send_changes(TG_RELID, TG_ARGV, old_batch, new_batch, actor, changed_at);
    END IF;
    done := done + line;
  END LOOP;

  IF sent > 0 THEN
    PERFORM taskwire.wake('${activity_log_queue}');
  END IF;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.log_change() FROM PUBLIC;
