package dev.taskwire.queue;

import io.vertx.sqlclient.Pool;

/** One queue and what is kept beside it: what a worker needs to read and settle. */
public record QueueAccess(
        MessageQueue messages,
        TroubledMessages troubled,
        UnknownMessages unknown,
        DeadLetters deadLetters,
        Rerouting rerouting,
        MessageProgress progress,
        Quiet quiet) {
    /**
     * Everything of one queue.
     *
     * @param tablesSchema the schema of the table of dead letters
     */
    public static QueueAccess of(Pool pool, String queue, String tablesSchema) {
        MessageQueue messages = new MessageQueue(pool, queue);
        return new QueueAccess(
                messages,
                new TroubledMessages(pool, messages),
                new UnknownMessages(pool, messages),
                new DeadLetters(pool, messages, tablesSchema),
                new Rerouting(pool, messages),
                new MessageProgress(pool, messages),
                new Quiet(pool, queue));
    }
}
