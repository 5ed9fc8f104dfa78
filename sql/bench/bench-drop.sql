-- Takes the bench's own objects away, when Taskwire is gone already. The schema's mark goes last, so that what an
-- interruption leaves is still known to be the bench's.
DO $$
DECLARE
  others bigint := 0;
BEGIN
  IF to_regclass('pgmq.meta') IS NOT NULL THEN
    IF EXISTS (SELECT FROM pgmq.meta WHERE queue_name = 'taskwire_bench') THEN
      PERFORM pgmq.drop_queue('taskwire_bench');
    END IF;
    SELECT count(*) INTO others FROM pgmq.meta;
  END IF;
  IF ${drop_pgmq} AND others = 0 THEN -- somebody may have made a queue meanwhile
    DROP EXTENSION IF EXISTS pgmq;
    DROP SCHEMA IF EXISTS pgmq CASCADE;
  END IF;
END
$$;
DROP SCHEMA IF EXISTS taskwire_bench CASCADE;
