package dev.taskwire.doctor;

import dev.taskwire.config.QueueConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** Whether the queues are there, and whether somebody works on what is ready in them. */
final class QueuesCheck implements Check {
    private static final String TROUBLE = """
            -- doctor.queues
            WITH known AS MATERIALIZED (
              SELECT queue.name, meta.queue_name IS NOT NULL AND to_regclass(format('pgmq.%I', 'q_' || queue.name)) IS NOT NULL
                AND to_regclass(format('pgmq.%I', 'a_' || queue.name)) IS NOT NULL AS is_there
              FROM taskwire.queue LEFT JOIN pgmq.meta ON meta.queue_name = queue.name
              UNION ALL
              SELECT own, true FROM taskwire.worked_queues() AS own WHERE own NOT IN (SELECT queue.name FROM taskwire.queue)
            ), waiting AS MATERIALIZED (
              SELECT name, CASE WHEN is_there THEN taskwire.ready_since(name) END AS since FROM known
            )
            SELECT 'problem' AS verdict, format('the queue %s is missing', name) AS words, format('SELECT pgmq.create(%L)', name) AS remedy
            FROM known WHERE NOT is_there
            UNION ALL
            SELECT 'problem', format('the configuration names a queue %s, which the database does not know as one of its own', name),
              'taskwire migrate'
            FROM unnest($1::text[]) AS configured (name) WHERE name NOT IN (SELECT name FROM known)
            UNION ALL
            SELECT 'problem', format('a message of the queue %s has been ready since %s, %s', name, date_trunc('second', since),
                CASE WHEN taskwire.nobody_listens() THEN 'and no process listens' ELSE 'and the processes do not get to it' END),
              CASE WHEN taskwire.nobody_listens() THEN 'start a process: taskwire serve'
                ELSE format('raise the instances of the queue, or start another process: taskwire serve') END
            FROM waiting WHERE since < clock_timestamp() - $2 * interval '1 millisecond'
            UNION ALL
            SELECT 'warning', format('the queue %s has been paused since %s', queue, date_trunc('second', paused_at)),
              format('taskwire resume %s', queue)
            FROM taskwire.paused_queue
            """;

    private static final String WELL = "each queue is there, and nothing waits long";

    private final Ground ground;

    QueuesCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "queues";
    }

    @Override
    public Future<Finding> look() {
        return new Question(
                        TROUBLE,
                        Tuple.of(
                                ground.config().queues().all().stream()
                                        .map(QueueConfig::name)
                                        .toArray(String[]::new),
                                Ground.milliseconds(
                                        ground.config().jobs().healthCheck().queueAge())),
                        WELL)
                .ask(ground.pool());
    }
}
