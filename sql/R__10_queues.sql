-- Registers the queues under their configured names and creates those that are missing.
-- A changed name changes this file's checksum, so that the next migration comes here.

INSERT INTO taskwire.queue AS known (role, name)
VALUES ('activity_log', '${activity_log_queue}'),
       ('notifications', '${notifications_queue}'),
       ('report_generation', '${report_generation_queue}'),
       ('cleanup_tasks', '${cleanup_tasks_queue}'),
       ('http_calls', '${http_calls_queue}')
ON CONFLICT ON CONSTRAINT queue_pkey DO UPDATE SET name = excluded.name
  WHERE known.name <> excluded.name;

SELECT pgmq.create(queue_name => queue.name)
FROM taskwire.queue
WHERE NOT EXISTS (SELECT FROM pgmq.meta WHERE meta.queue_name = queue.name);

-- Until when the workers of a queue want no wake (see R__21_wake.sql).
CREATE SEQUENCE IF NOT EXISTS taskwire."quiet_${activity_log_queue}" MINVALUE 0;
CREATE SEQUENCE IF NOT EXISTS taskwire."quiet_${notifications_queue}" MINVALUE 0;
CREATE SEQUENCE IF NOT EXISTS taskwire."quiet_${report_generation_queue}" MINVALUE 0;
CREATE SEQUENCE IF NOT EXISTS taskwire."quiet_${cleanup_tasks_queue}" MINVALUE 0;
CREATE SEQUENCE IF NOT EXISTS taskwire."quiet_${http_calls_queue}" MINVALUE 0;

-- A queue's rows live for moments, and each read steps over what is left of those before them until they are vacuumed away.
-- By default that would happen when a fifth of the table is dead: here early, and at full speed. vacuum_truncate is off, because
-- giving back the end of the table locks out everybody, and the queue would grow again. A table that has settings already, or
-- that belongs to somebody else, stays as it is.
DO $$
DECLARE
  queue_table text;
BEGIN
  FOR queue_table IN
    SELECT c.oid::regclass
    FROM taskwire.queue
    JOIN pg_class AS c ON c.oid = to_regclass(format('pgmq.%I', lower('q_' || queue.name)))
    WHERE c.relkind = 'r' AND c.reloptions IS NULL AND pg_has_role(c.relowner, 'USAGE')
  LOOP
    EXECUTE format('ALTER TABLE %s SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
      autovacuum_vacuum_cost_delay = 0, vacuum_truncate = off)', queue_table);
  END LOOP;
END
$$;
