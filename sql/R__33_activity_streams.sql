-- Many rows again, where they are wide or not plainly convertible: read one by one, never sorted.

-- Enqueues the rows that the cursors bring: either the old and the new ones, both in the same order, or ready pairs. failed:
-- a row of the former could not be read, and what comes after the rows that are done is still to do. Where one of the latter
-- can't be read and the table was watched with on_error => 'skip', the rest of all rows is recorded as skipped.
CREATE OR REPLACE FUNCTION taskwire.enqueue_streams(
  relation oid, operation text, options text[], left_out text[], actor text, changed_at timestamptz,
  old_rows refcursor, new_rows refcursor, pairs refcursor, all_rows bigint, INOUT done bigint,
  OUT enqueued bigint, OUT failed boolean
)
LANGUAGE plpgsql AS $$
DECLARE
  batch_rows CONSTANT integer := 1000;
  batch_bytes CONSTANT bigint := 4000000;
  row_bytes CONSTANT bigint := 80000000; -- of a row's JSON: its message holds it up to three times, and jsonb ends at 256 MB
  old_row jsonb;
  new_row jsonb;
  old_batch jsonb[];
  new_batch jsonb[];
  line integer;
  bytes bigint;
BEGIN
  enqueued := 0;
  failed := false;
  LOOP
    old_batch := NULL;
    new_batch := NULL;
    line := 0;
    bytes := 0;
    BEGIN
      WHILE line < batch_rows AND bytes < batch_bytes LOOP
        IF pairs IS NOT NULL THEN
          FETCH pairs INTO old_row, new_row;
        ELSE
          IF old_rows IS NOT NULL THEN
            FETCH old_rows INTO old_row;
          END IF;
          IF new_rows IS NOT NULL THEN
            FETCH new_rows INTO new_row;
          END IF;
        END IF;
        EXIT WHEN NOT FOUND;
        line := line + 1;
        IF operation <> 'INSERT' THEN
          old_batch[line] := old_row;
          bytes := bytes + coalesce(pg_column_size(old_row), 0);
        END IF;
        IF operation <> 'DELETE' THEN
          new_batch[line] := new_row;
          bytes := bytes + coalesce(pg_column_size(new_row), 0);
        END IF;
        IF bytes > row_bytes AND pairs IS NULL THEN
          RAISE EXCEPTION 'The row is too large for one message.' USING ERRCODE = 'program_limit_exceeded';
        END IF;
      END LOOP;
    EXCEPTION WHEN OTHERS THEN
      IF pairs IS NULL THEN
        failed := true;
      ELSIF options[6] = 'skip' THEN
        PERFORM taskwire.record_skipped(relation, operation, all_rows - done, SQLSTATE, SQLERRM);
        line := 0;
      ELSE
        RAISE;
      END IF;
    END;
    EXIT WHEN failed OR line = 0;
    enqueued := enqueued
      + taskwire.enqueue_rows(relation, operation, options, left_out, old_batch, new_batch, actor, changed_at);
    done := done + line;
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.enqueue_streams(
  oid, text, text[], text[], text, timestamptz, refcursor, refcursor, refcursor, bigint, bigint
) FROM PUBLIC;
