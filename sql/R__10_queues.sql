-- Registers the queues under their configured names and creates those that are missing.
-- A changed name changes this file's checksum, so that the next migration comes here.

INSERT INTO taskwire.queue AS known (role, name)
VALUES ('activity_log', '${activity_log_queue}'),
       ('notifications', '${notifications_queue}'),
       ('report_generation', '${report_generation_queue}'),
       ('cleanup_tasks', '${cleanup_tasks_queue}')
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
