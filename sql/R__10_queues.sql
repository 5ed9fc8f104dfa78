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
