-- TRUNCATE of a watched table: one entry for the statement, however many partitions it empties.

-- A TRUNCATE of a partitioned table fires the triggers of every table below it too. All its BEFORE triggers fire before
-- all its AFTER triggers, so the former collect which tables it empties, in a setting that ends with the transaction, and
-- the latter keep quiet where a table above is among them. The first AFTER trigger closes the collection.
CREATE OR REPLACE FUNCTION taskwire.log_truncate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  collection text := current_setting('taskwire.truncated', true);
BEGIN
  IF TG_WHEN = 'BEFORE' THEN
    IF collection IS NULL OR collection NOT LIKE 'open%' THEN
      collection := 'open';
    END IF;
    PERFORM set_config('taskwire.truncated', concat(collection, ',', TG_RELID), true);
    RETURN NULL;
  END IF;

  IF collection LIKE 'open%' THEN
    PERFORM set_config('taskwire.truncated', 'closed' || substr(collection, 5), true);
  END IF;
  IF EXISTS (
    SELECT FROM pg_partition_ancestors(TG_RELID) AS above
    WHERE above.relid <> TG_RELID AND above.relid::oid::text = ANY (string_to_array(collection, ','))
  ) THEN
    RETURN NULL;
  END IF;

  BEGIN
    PERFORM pgmq.send('${activity_log_queue}',
      jsonb_build_object('entity_type', TG_ARGV[0], 'entity_id', NULL, 'action', 'truncated', 'actor_id', taskwire.actor(),
        'data', jsonb_build_object('table', TG_RELID::regclass::text), 'timestamp', clock_timestamp()),
      taskwire.event_headers(), clock_timestamp());
    PERFORM taskwire.wake('${activity_log_queue}');
  EXCEPTION WHEN OTHERS THEN
    IF TG_ARGV[6] <> 'skip' THEN
      RAISE;
    END IF;
    PERFORM taskwire.record_skipped(TG_RELID, TG_OP, 1, SQLSTATE, SQLERRM);
  END;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.log_truncate() FROM PUBLIC;
