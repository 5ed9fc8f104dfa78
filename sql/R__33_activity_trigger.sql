-- The trigger of the activity log: one message for each changed row, in the writer's transaction.

-- For its arguments see taskwire.trigger_plan(). Two things to know of transition tables: their aliases carry a star,
-- because a column may have the alias's name; and what reads all of their rows is run by EXECUTE, because a plan made for a
-- huge statement (JIT-compiled, even) would be kept for every small one after it.
CREATE OR REPLACE FUNCTION taskwire.log_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  old_row jsonb;
  new_row jsonb;
  key text;
  left_out text[];
  woken boolean;
BEGIN
  -- The statement that changed one row, as most do, has its own short way: two statements, since what is done once in a
  -- transaction costs several times what it costs in a loop. STRICT leads out of it (no row, more than one), and so do a
  -- row that is not plainly convertible or too large, and a session in which pgmq's functions can't be compiled. The wake comes
  -- when the message is there, because what a FROM brings is there before what is selected is worked out.
  BEGIN -- a block that writes nothing costs little: it draws no transaction id
    IF TG_OP = 'UPDATE' THEN
      SELECT to_jsonb(o.*), to_jsonb(n.*) INTO STRICT old_row, new_row FROM old_rows AS o CROSS JOIN new_rows AS n LIMIT 2;
    ELSIF TG_OP = 'INSERT' THEN
      SELECT to_jsonb(r.*) INTO STRICT new_row FROM new_rows AS r LIMIT 2;
    ELSE
      SELECT to_jsonb(r.*) INTO STRICT new_row FROM old_rows AS r LIMIT 2;
    END IF;
  EXCEPTION WHEN OTHERS THEN
    new_row := NULL;
  END;
  IF TG_ARGV[9] IS DISTINCT FROM 'plain' OR NOT new_row ? TG_ARGV[2] THEN
    key := taskwire.row_key(TG_RELID, new_row, TG_ARGV[1]::text[]);
    left_out := taskwire.left_out(TG_RELID, TG_ARGV);
    old_row := old_row - left_out;
    new_row := new_row - left_out;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    SELECT taskwire.wake_where('${activity_log_queue}', 'taskwire."quiet_${activity_log_queue}"') INTO woken
    FROM taskwire.changes(old_row, new_row) AS difference
    CROSS JOIN LATERAL pgmq.send('${activity_log_queue}',
      jsonb_build_object('entity_type', TG_ARGV[0], 'entity_id', coalesce(key, new_row ->> TG_ARGV[2]),
        'action', 'updated', 'actor_id', taskwire.actor(), 'timestamp', clock_timestamp(),
        'data', jsonb_build_object('old', old_row, 'new', new_row, 'changes', difference.changes)),
      taskwire.event_headers(), clock_timestamp())
    WHERE (difference.changes <> '{}' OR TG_ARGV[5] = 'true')
      AND pg_column_size(old_row) + pg_column_size(new_row) < 80000000 AND TG_ARGV[6] = 'fail'
      AND current_setting('standard_conforming_strings') = 'on';
  ELSE
    SELECT taskwire.wake_where('${activity_log_queue}', 'taskwire."quiet_${activity_log_queue}"') INTO woken
    FROM pgmq.send('${activity_log_queue}',
      jsonb_build_object('entity_type', TG_ARGV[0], 'entity_id', coalesce(key, new_row ->> TG_ARGV[2]),
        'action', CASE TG_OP WHEN 'INSERT' THEN 'created' ELSE 'deleted' END, 'actor_id', taskwire.actor(),
        'timestamp', clock_timestamp(), 'data', jsonb_build_object(CASE TG_OP WHEN 'INSERT' THEN 'new' ELSE 'old' END, new_row)),
      taskwire.event_headers(), clock_timestamp())
    WHERE pg_column_size(new_row) < 80000000 AND TG_ARGV[6] = 'fail'
      AND current_setting('standard_conforming_strings') = 'on';
  END IF;
  IF FOUND OR new_row = old_row AND TG_ARGV[5] <> 'true' THEN
    RETURN NULL;
  END IF;

  DECLARE
    options CONSTANT text[] := TG_ARGV;
    actor CONSTANT text := taskwire.actor();
    changed_at CONSTANT timestamptz := clock_timestamp();
    old_batch jsonb[];
    new_batch jsonb[];
    old_count bigint := 0;
    new_count bigint := 0;
    bytes bigint;
    old_rows_read refcursor;
    new_rows_read refcursor;
    chunks refcursor;
    pairs refcursor;
    done bigint := 0;
    enqueued bigint := 0;
    more bigint;
    failed boolean := false;
  BEGIN
    left_out := taskwire.left_out(TG_RELID, TG_ARGV);
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
      bytes := coalesce(pg_column_size(old_batch), 0) + coalesce(pg_column_size(new_batch), 0);
    EXCEPTION WHEN OTHERS THEN
      NULL; -- bytes stays NULL
    END;
    IF greatest(old_count, new_count) <= 20 AND (TG_OP <> 'UPDATE' OR old_count = new_count) AND bytes < 80000000 THEN
      IF old_count + new_count > 0 THEN
        enqueued := taskwire.enqueue_rows(TG_RELID, TG_OP, options, left_out, old_batch, new_batch, actor, changed_at);
      END IF;
    ELSE
      -- Old and new rows are paired by their order: both tables are filled in step, and an UPDATE may change the key.
      IF TG_OP <> 'INSERT' THEN
        EXECUTE 'SELECT count(*) FROM old_rows' INTO old_count;
      END IF;
      IF TG_OP <> 'DELETE' THEN
        EXECUTE 'SELECT count(*) FROM new_rows' INTO new_count;
      END IF;
      IF TG_OP = 'UPDATE' AND old_count <> new_count OR bytes IS NULL THEN
        failed := true;
      ELSIF bytes < 200000 THEN
        OPEN chunks FOR EXECUTE taskwire.chunk_query(TG_RELID, TG_OP, options, left_out) USING TG_ARGV[0], actor, changed_at;
        SELECT e.done, e.enqueued, e.failed INTO done, enqueued, failed
        FROM taskwire.enqueue_chunks(TG_RELID, TG_OP, options, chunks, changed_at) AS e;
        CLOSE chunks;
      ELSE
        IF TG_OP <> 'INSERT' THEN
          OPEN old_rows_read FOR EXECUTE 'SELECT to_jsonb(r.*) FROM old_rows AS r';
        END IF;
        IF TG_OP <> 'DELETE' THEN
          OPEN new_rows_read FOR EXECUTE 'SELECT to_jsonb(r.*) FROM new_rows AS r';
        END IF;
        SELECT e.done, e.enqueued, e.failed INTO done, enqueued, failed
        FROM taskwire.enqueue_streams(TG_RELID, TG_OP, options, left_out, actor, changed_at,
          old_rows_read, new_rows_read, NULL, 0, 0) AS e;
        IF old_rows_read IS NOT NULL THEN
          CLOSE old_rows_read;
        END IF;
        IF new_rows_read IS NOT NULL THEN
          CLOSE new_rows_read;
        END IF;
      END IF;
      IF failed THEN
        OPEN pairs FOR EXECUTE format('%s OFFSET %s',
          taskwire.careful_pairs(TG_RELID, TG_OP, TG_ARGV[1]::text[], TG_OP = 'UPDATE' AND old_count <> new_count), done);
        SELECT e.enqueued INTO more
        FROM taskwire.enqueue_streams(TG_RELID, TG_OP, options, left_out, actor, changed_at,
          NULL, NULL, pairs, greatest(old_count, new_count), done) AS e;
        enqueued := enqueued + more;
        CLOSE pairs;
      END IF;
    END IF;
    IF enqueued > 0 THEN
      woken := taskwire.wake('${activity_log_queue}');
    END IF;
  END;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.log_change() FROM PUBLIC;
