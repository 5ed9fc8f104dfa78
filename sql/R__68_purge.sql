-- Deleting what waits in a queue, a batch at a time, so that no transaction is long.

-- The highest id that a queue has given. What has a higher one came after a purge began, and is none of its business.
CREATE OR REPLACE FUNCTION taskwire.last_message_id(queue text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM taskwire.require_queue(queue);
  RETURN coalesce(pg_sequence_last_value(pg_get_serial_sequence(format('pgmq.%I', 'q_' || lower(queue)), 'msg_id')::regclass), 0);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.last_message_id(text) FROM PUBLIC;

-- Deletes up to so many messages of one place (parked, unknown, queued or archived), those with ids above after and up to
-- upto. What is in hand or locked is left alone: its worker is about to settle it. Answers the id to go on after, NULL where nothing is
-- left, and how many it has deleted. An occurrence of a schedule whose message goes has failed.
CREATE OR REPLACE FUNCTION taskwire.purge(queue text, place text, after bigint, upto bigint, most integer)
RETURNS TABLE (last bigint, purged bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
  place_table CONSTANT text := CASE place
    WHEN 'queued' THEN format('pgmq.%I', 'q_' || lower(queue))
    WHEN 'parked' THEN 'taskwire.parked_message'
    WHEN 'unknown' THEN 'taskwire.unknown_message'
    WHEN 'archived' THEN format('pgmq.%I', 'a_' || lower(queue))
  END;
  id CONSTANT text := CASE WHEN place IN ('parked', 'unknown') THEN 'message_id' ELSE 'msg_id' END;
  of_queue CONSTANT text := CASE WHEN place IN ('parked', 'unknown') THEN 'AND one.queue = $1' ELSE '' END;
  in_hand CONSTANT text := CASE place WHEN 'queued' THEN $hand$
    one.vt > clock_timestamp() AND one.read_ct > coalesce((
      SELECT known.read_ct FROM taskwire.troubled_message AS known
      WHERE known.queue = $1 AND known.message_id = one.msg_id AND known.enqueued_at = one.enqueued_at), 0)
    $hand$ ELSE 'false' END;
BEGIN
  PERFORM taskwire.require_queue(queue);
  RETURN QUERY EXECUTE format($purge$
    WITH looked_at AS (
      SELECT one.%2$s AS id, %4$s AS in_hand
      FROM %1$s AS one
      WHERE one.%2$s > $2 AND one.%2$s <= $3 %3$s
      ORDER BY one.%2$s LIMIT $4
      FOR UPDATE SKIP LOCKED
    ), gone AS (
      DELETE FROM %1$s AS one
      WHERE one.%2$s = ANY (ARRAY(SELECT looked_at.id FROM looked_at WHERE NOT looked_at.in_hand)) %3$s
      RETURNING one.%2$s AS id, one.enqueued_at, one.headers
    ), forgotten AS (
      DELETE FROM taskwire.troubled_message AS known USING gone
      WHERE %5$s AND known.queue = $1 AND known.message_id = gone.id AND known.enqueued_at = gone.enqueued_at
    ), occurred AS (
      UPDATE taskwire.schedule_occurrences AS occurrence
      SET state = 'failed', finished_at = clock_timestamp(), error = 'its message was purged'
      FROM gone
      WHERE %5$s AND occurrence.name = gone.headers ->> 'schedule'
        AND occurrence.fire_time = taskwire.timestamp_or_null(gone.headers ->> 'fire_time')
        AND occurrence.state <> 'done'
    )
    SELECT (SELECT max(looked_at.id) FROM looked_at), (SELECT count(*) FROM gone)
  $purge$, place_table, id, of_queue, in_hand, CASE place WHEN 'archived' THEN 'false' ELSE 'true' END)
    USING queue, after, upto, most;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.purge(text, text, bigint, bigint, integer) FROM PUBLIC;
