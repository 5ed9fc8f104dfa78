package dev.taskwire.activity;

import dev.taskwire.config.QueueConfig;
import dev.taskwire.postgres.Bisection;
import dev.taskwire.queue.BuriedBecause;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.worker.Endings;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Finds what a batch failed on. The batch is leased first, so that no other worker meets it meanwhile; then it is moved
 * in halves of halves, until the messages that the log refuses are left alone and become dead letters.
 */
final class Narrowing {
    private static final int LEASED_MOST = 500;

    private final ActivityLog log;
    private final QueueAccess queue;
    private final QueueConfig config;
    private final Endings endings;

    Narrowing(ActivityLog log, QueueAccess queue, QueueConfig config, Endings endings) {
        this.log = log;
        this.queue = queue;
        this.config = config;
        this.endings = endings;
    }

    /** Answers how many messages were taken. */
    Future<Integer> narrow() {
        int limit = Math.min(config.batchSize(), LEASED_MOST);
        return queue.messages()
                .read(limit, config.visibilityTimeout())
                .compose(batch -> Bisection.run(batch, this::move)
                        .compose(refused -> bury(refused))
                        .map(buried -> batch.size()));
    }

    private Future<Void> move(List<Message> part) {
        long begun = System.nanoTime();
        return log.moveHeld(part)
                .onSuccess(moved -> {
                    endings.done(moved.messages(), part.size());
                    Duration took = Duration.ofNanos(System.nanoTime() - begun);
                    endings.moved(moved.messages(), took, moved.traceParents());
                })
                .mapEmpty();
    }

    private Future<Void> bury(Map<Message, Throwable> refused) {
        Future<Void> buried = Future.succeededFuture();
        for (Map.Entry<Message, Throwable> one : refused.entrySet()) {
            String reason = Refusal.reason(one.getKey(), one.getValue());
            buried = buried.compose(next -> endings.bury(one.getKey(), BuriedBecause.attemptFailed(reason)));
        }
        return buried;
    }
}
