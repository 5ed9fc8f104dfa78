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

-- Enqueues a batch, or records it as skipped where the table was watched so. The exception block costs a subtransaction for
-- each statement, and many of those in one transaction slow down all sessions: therefore only where asked for.
CREATE OR REPLACE FUNCTION taskwire.enqueue_batch(
  relation oid, operation text, options text[], old_batch jsonb[], new_batch jsonb[], actor text, changed_at timestamptz
) RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
  IF options[6] = 'fail' THEN
    RETURN taskwire.enqueue_changes(relation, options, old_batch, new_batch, actor, changed_at);
  END IF;
  BEGIN
    RETURN taskwire.enqueue_changes(relation, options, old_batch, new_batch, actor, changed_at);
  EXCEPTION WHEN OTHERS THEN
    PERFORM taskwire.record_skipped(relation, operation, greatest(cardinality(old_batch), cardinality(new_batch)),
      SQLSTATE, SQLERRM);
    RETURN 0;
  END;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.enqueue_batch(oid, text, text[], jsonb[], jsonb[], text, timestamptz) FROM PUBLIC;
