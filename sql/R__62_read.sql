-- How the workers read: pgmq.read, in a plan that holds for any size.

-- The statistics of a queue are often those of a moment when it was empty. By them, one way to join is as good as another,
-- and pgmq's statement goes through the whole backlog for each message of a batch: seconds for 250 out of 60,000, until the
-- next autovacuum. A merge along the primary key ends where the batch ends, whatever the statistics say. pgmq plans its
-- statement at each call, so that what is set here holds for it; however dear its plan seems, it is not worth compiling.
-- pgmq's row type is not named here, or an upgrade of pgmq could not change it.
--
-- Of a queue that is paused nothing is read. Of one that is arranged (R__63_read_arranged.sql) nothing either, but a row without a
-- message says so, of the id 0. The conditions depend on no row, so that they are asked once, and before pgmq.
CREATE OR REPLACE FUNCTION taskwire.read(queue text, lease integer, most integer)
RETURNS TABLE (msg_id bigint, read_ct integer, enqueued_at timestamptz, message jsonb, headers jsonb)
LANGUAGE sql
SET enable_seqscan = off
SET enable_nestloop = off
SET enable_hashjoin = off
SET jit = off
AS $$
  SELECT one.msg_id, one.read_ct, one.enqueued_at, one.message, one.headers FROM pgmq.read($1, $2, $3) AS one
  WHERE NOT EXISTS (SELECT FROM taskwire.paused_queue AS paused WHERE paused.queue = $1)
    AND NOT EXISTS (SELECT FROM taskwire.arranged_queue AS arranged WHERE arranged.queue = $1)
  UNION ALL
  SELECT 0::bigint, 0, clock_timestamp(), NULL::jsonb, NULL::jsonb
  WHERE EXISTS (SELECT FROM taskwire.arranged_queue AS arranged WHERE arranged.queue = $1)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.read(text, integer, integer) FROM PUBLIC;
