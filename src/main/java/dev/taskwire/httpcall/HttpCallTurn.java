package dev.taskwire.httpcall;

import dev.taskwire.config.QueueConfig;
import dev.taskwire.queue.BuriedBecause;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.worker.Endings;
import dev.taskwire.worker.Turn;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Lets in the jobs that messages name. Their calls are made as permits allow; what names no job is a dead letter. Bound to one
 * context.
 */
final class HttpCallTurn implements Turn {
    private static final String UNKNOWN =
            "the message names no HTTP job: {\"job\": its id}. Jobs send their messages themselves: insert one into taskwire.http_job";

    private final CallDesk desk;
    private final QueueAccess queue;
    private final QueueConfig config;
    private final Endings endings;

    HttpCallTurn(CallDesk desk, QueueAccess queue, QueueConfig config, Endings endings) {
        this.desk = desk;
        this.queue = queue;
        this.config = config;
        this.endings = endings;
        desk.begin();
    }

    @Override
    public Future<Taken> take() {
        return desk.look(config.batchSize()).compose(this::taken);
    }

    private Future<Taken> taken(Turned turned) {
        if (turned.admitted() > 0) {
            endings.done(turned.admitted(), turned.admitted());
        }
        boolean more = turned.admitted() + turned.unknown() >= config.batchSize();
        return turned.unknown() == 0
                ? Future.succeededFuture(new Taken(turned.admitted(), more))
                : bury(turned.unknown()).map(buried -> new Taken(turned.admitted() + buried, true));
    }

    /** Those that a look found are read by themselves; one that names a job and came between waits for its lease. */
    private Future<Integer> bury(int unknown) {
        return queue.messages()
                .read(unknown, config.visibilityTimeout())
                .compose(messages ->
                        Future.join(messages.stream().map(this::bury).toList()).map(messages.size()));
    }

    private Future<Void> bury(Message message) {
        return endings.bury(message, BuriedBecause.notAttempted(UNKNOWN));
    }

    @Override
    public Future<Void> stop(Duration deadline) {
        return desk.stop(deadline);
    }
}
