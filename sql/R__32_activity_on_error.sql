-- on_error: what becomes of a change that can't be enqueued.

-- Puts on record what went through without a message.
CREATE OR REPLACE FUNCTION taskwire.record_skipped(
  relation oid, operation text, row_count bigint, error_state text, error_message text
) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO taskwire.skipped_change (table_name, action, row_count, sqlstate, message)
  VALUES (relation::regclass::text,
    CASE operation WHEN 'INSERT' THEN 'created' WHEN 'UPDATE' THEN 'updated' WHEN 'DELETE' THEN 'deleted' ELSE 'truncated' END,
    row_count, error_state, error_message)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.record_skipped(oid, text, bigint, text, text) FROM PUBLIC;

-- Enqueues the messages of so many rows, or records them as skipped where the table was watched so; returns how many were
-- enqueued. The exception block costs a subtransaction for each call, and many of those in one transaction slow down all
-- sessions: therefore only where asked for.
CREATE OR REPLACE FUNCTION taskwire.enqueue_messages(
  relation oid, operation text, on_error text, row_count bigint, messages jsonb[], headers jsonb[], changed_at timestamptz
) RETURNS bigint
-- for pgmq, whose functions can't be compiled in a session that has it off
LANGUAGE plpgsql SET standard_conforming_strings = on AS $$
BEGIN
  IF messages IS NULL THEN -- pgmq refuses an empty batch
    RETURN 0;
  ELSIF on_error = 'fail' THEN
    PERFORM FROM pgmq.send_batch('${activity_log_queue}', messages, headers, changed_at);
    RETURN cardinality(messages);
  END IF;
  BEGIN
    PERFORM FROM pgmq.send_batch('${activity_log_queue}', messages, headers, changed_at);
    RETURN cardinality(messages);
  EXCEPTION WHEN OTHERS THEN
    PERFORM taskwire.record_skipped(relation, operation, row_count, SQLSTATE, SQLERRM);
    RETURN 0;
  END;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.enqueue_messages(oid, text, text, bigint, jsonb[], jsonb[], timestamptz) FROM PUBLIC;

-- The same for pairs of rows.
CREATE OR REPLACE FUNCTION taskwire.enqueue_rows(
  relation oid, operation text, options text[], left_out text[], old_batch jsonb[], new_batch jsonb[], actor text,
  changed_at timestamptz
) RETURNS bigint
LANGUAGE sql AS $$
  SELECT taskwire.enqueue_messages(relation, operation, options[6], greatest(cardinality(old_batch), cardinality(new_batch)),
    made.messages, made.headers, changed_at)
  FROM taskwire.change_messages(relation, options, left_out, old_batch, new_batch, actor, changed_at) AS made
$$;
REVOKE EXECUTE ON FUNCTION taskwire.enqueue_rows(oid, text, text[], text[], jsonb[], jsonb[], text, timestamptz) FROM PUBLIC;
