-- The trigger of the activity log: one message for each changed row, in the writer's transaction.

-- For its arguments see taskwire.trigger_plan(). Two things to know of transition tables: their aliases carry a star,
-- because a column may have the alias's name; and what reads all of their rows is run by EXECUTE, because a plan made for a
-- huge statement (JIT-compiled, even) would be kept for every small one after it. The second SET is for pgmq, whose functions
-- can't be compiled in a session that has that setting off.
CREATE OR REPLACE FUNCTION taskwire.log_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  changed_at CONSTANT timestamptz := clock_timestamp();
  actor CONSTANT text := taskwire.actor();
  message jsonb;
  unchanged boolean := false;
  woken boolean;
  few boolean;
  batch_rows CONSTANT integer := 1000;
  batch_bytes CONSTANT bigint := 4000000;
  row_bytes CONSTANT bigint := 80000000; -- of a row's JSON: its message holds it up to three times, and jsonb ends at 256 MB
  old_count bigint := 0;
  new_count bigint := 0;
  old_cursor refcursor;
  new_cursor refcursor;
  pair_cursor refcursor;
  old_row jsonb;
  new_row jsonb;
  old_batch jsonb[];
  new_batch jsonb[];
  line integer;
  bytes bigint;
  done bigint := 0;
  enqueued bigint := 0;
  careful boolean := false;
BEGIN
  -- The statement that changed one row, as most do, has its own short way. STRICT leads out of it (no row, more than one),
  -- and so do a row that is not plainly convertible and a key whose column was renamed.
  IF TG_ARGV[4] = '' AND TG_ARGV[6] = 'fail' THEN
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_build_object('entity_type', TG_ARGV[0], 'entity_id',
            CASE TG_ARGV[2] WHEN '' THEN taskwire.entity_key(n.entity, TG_ARGV[1]::text[]) ELSE n.entity ->> TG_ARGV[2] END,
            'action', 'updated', 'actor_id', actor, 'timestamp', changed_at,
            'data', jsonb_build_object('old', o.entity, 'new', n.entity, 'changes', c.changes)),
          c.changes IS NULL
        INTO STRICT message, unchanged
        FROM (SELECT to_jsonb(r.*) - TG_ARGV[3]::text[] AS entity FROM old_rows AS r LIMIT 2) AS o
        CROSS JOIN (SELECT to_jsonb(r.*) - TG_ARGV[3]::text[] AS entity FROM new_rows AS r LIMIT 2) AS n
        CROSS JOIN LATERAL taskwire.changes(o.entity, n.entity) AS c
        WHERE n.entity ?& TG_ARGV[1]::text[];
      ELSIF TG_OP = 'INSERT' THEN
        SELECT jsonb_build_object('entity_type', TG_ARGV[0], 'entity_id',
          CASE TG_ARGV[2] WHEN '' THEN taskwire.entity_key(n.entity, TG_ARGV[1]::text[]) ELSE n.entity ->> TG_ARGV[2] END,
          'action', 'created', 'actor_id', actor, 'timestamp', changed_at, 'data', jsonb_build_object('new', n.entity))
        INTO STRICT message
        FROM (SELECT to_jsonb(r.*) - TG_ARGV[3]::text[] AS entity FROM new_rows AS r LIMIT 2) AS n
        WHERE n.entity ?& TG_ARGV[1]::text[];
      ELSE
        SELECT jsonb_build_object('entity_type', TG_ARGV[0], 'entity_id',
          CASE TG_ARGV[2] WHEN '' THEN taskwire.entity_key(o.entity, TG_ARGV[1]::text[]) ELSE o.entity ->> TG_ARGV[2] END,
          'action', 'deleted', 'actor_id', actor, 'timestamp', changed_at, 'data', jsonb_build_object('old', o.entity))
        INTO STRICT message
        FROM (SELECT to_jsonb(r.*) - TG_ARGV[3]::text[] AS entity FROM old_rows AS r LIMIT 2) AS o
        WHERE o.entity ?& TG_ARGV[1]::text[];
      END IF;
    EXCEPTION WHEN OTHERS THEN -- a block that writes nothing costs little: it draws no transaction id
      message := NULL;
    END;
    IF unchanged AND TG_ARGV[5] = 'false' THEN
      RETURN NULL;
    ELSIF message IS NOT NULL AND NOT unchanged THEN
      PERFORM FROM pgmq.send('${activity_log_queue}', message, taskwire.event_headers(), changed_at);
      woken := taskwire.wake('${activity_log_queue}');
      RETURN NULL;
    END IF;
  END IF;

  -- A few rows are read at once, by plans that are kept: therefore a LIMIT that the planner sees.
  BEGIN
    IF TG_OP <> 'INSERT' THEN
      old_batch := ARRAY(SELECT to_jsonb(r.*) FROM old_rows AS r LIMIT 21);
    END IF;
    IF TG_OP <> 'DELETE' THEN
      new_batch := ARRAY(SELECT to_jsonb(r.*) FROM new_rows AS r LIMIT 21);
    END IF;
    old_count := coalesce(cardinality(old_batch), 0);
    new_count := coalesce(cardinality(new_batch), 0);
    few := old_count <= 20 AND new_count <= 20 AND (TG_OP <> 'UPDATE' OR old_count = new_count)
      AND coalesce(pg_column_size(old_batch), 0) + coalesce(pg_column_size(new_batch), 0) < row_bytes;
  EXCEPTION WHEN OTHERS THEN
    few := false;
  END;
  IF few THEN
    IF old_count + new_count > 0
      AND taskwire.enqueue_batch(TG_RELID, TG_OP, TG_ARGV, old_batch, new_batch, actor, changed_at) > 0 THEN
      woken := taskwire.wake('${activity_log_queue}');
    END IF;
    RETURN NULL;
  END IF;

  -- Many are read batch by batch, so that a statement of any size takes bounded memory. Old and new rows are paired by their
  -- order: both tables are filled in step, and an UPDATE may change the key.
  IF TG_OP = 'UPDATE' THEN
    EXECUTE 'SELECT (SELECT count(*) FROM old_rows), (SELECT count(*) FROM new_rows)' INTO old_count, new_count;
    careful := old_count <> new_count;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    OPEN old_cursor FOR EXECUTE 'SELECT to_jsonb(r.*) FROM old_rows AS r';
  END IF;
  IF TG_OP <> 'DELETE' THEN
    OPEN new_cursor FOR EXECUTE 'SELECT to_jsonb(r.*) FROM new_rows AS r';
  END IF;
  LOOP
    IF careful AND pair_cursor IS NULL THEN
      OPEN pair_cursor FOR EXECUTE format('%s OFFSET %s',
        taskwire.careful_pairs(TG_RELID, TG_OP, TG_ARGV[1]::text[], old_count <> new_count), done);
    END IF;
    old_batch := NULL;
    new_batch := NULL;
    line := 0;
    bytes := 0;
    BEGIN
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
      IF careful AND TG_ARGV[6] = 'fail' THEN
        RAISE;
      ELSIF careful THEN
        PERFORM taskwire.record_skipped(TG_RELID, TG_OP, greatest(old_count, new_count) - done, SQLSTATE, SQLERRM);
        EXIT;
      END IF;
      careful := true;
      CONTINUE;
    END;
    EXIT WHEN line = 0;
    enqueued := enqueued
      + taskwire.enqueue_batch(TG_RELID, TG_OP, TG_ARGV, old_batch, new_batch, actor, changed_at);
    done := done + line;
  END LOOP;
  FOREACH old_cursor IN ARRAY ARRAY[old_cursor, new_cursor, pair_cursor] LOOP
    IF old_cursor IS NOT NULL THEN
      CLOSE old_cursor;
    END IF;
  END LOOP;
  IF enqueued > 0 THEN
    woken := taskwire.wake('${activity_log_queue}');
  END IF;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.log_change() FROM PUBLIC;
