-- on_error => 'skip': the write goes through, and what could not be sent is on record.

CREATE OR REPLACE FUNCTION taskwire.record_skipped(
  relation oid, action text, row_count bigint, error_state text, error_message text
) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO taskwire.skipped_change (table_name, action, row_count, sqlstate, message)
  VALUES (relation::regclass::text, action, row_count, error_state, error_message)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.record_skipped(oid, text, bigint, text, text) FROM PUBLIC;

-- taskwire.enqueue_changes, but what it raises is recorded. The exception block costs a subtransaction for each
-- statement, and many of those in one transaction slow down all sessions: therefore only where asked for.
CREATE OR REPLACE FUNCTION taskwire.enqueue_changes_or_skip(
  relation oid, options text[], old_batch jsonb[], new_batch jsonb[], actor text, changed_at timestamptz
) RETURNS bigint
LANGUAGE plpgsql AS $$
BEGIN
  RETURN taskwire.enqueue_changes(relation, options, old_batch, new_batch, actor, changed_at);
EXCEPTION WHEN OTHERS THEN
  PERFORM taskwire.record_skipped(relation,
    CASE WHEN old_batch IS NULL THEN 'created' WHEN new_batch IS NULL THEN 'deleted' ELSE 'updated' END,
    cardinality(coalesce(new_batch, old_batch)), SQLSTATE, SQLERRM);
  RETURN 0;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.enqueue_changes_or_skip(oid, text[], jsonb[], jsonb[], text, timestamptz) FROM PUBLIC;
