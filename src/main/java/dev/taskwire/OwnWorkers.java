package dev.taskwire;

import dev.taskwire.QueueGroup.Handler;
import dev.taskwire.config.QueueConfig;
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.worker.AttemptHandler;
import dev.taskwire.worker.HandlerTurn;
import dev.taskwire.worker.WorkerProcess;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;

/** The workers of queues of the user's own, those of a library and those of plugins alike. */
final class OwnWorkers {
    private final WorkerProcess process;
    private final Pool pool;
    private final Deployments deployments;
    private final ListenerBridge listeners;
    private final List<HandlerThreads> threads = new ArrayList<>();

    OwnWorkers(WorkerProcess process, Pool pool, Deployments deployments, ListenerBridge listeners) {
        this.process = process;
        this.pool = pool;
        this.deployments = deployments;
        this.listeners = listeners;
    }

    /** One queue after the other; they are there. */
    Future<Void> deploy(List<QueueGroup> queues, String tablesSchema) {
        Future<Void> deployed = Future.succeededFuture();
        for (QueueGroup queue : queues) {
            deployed = deployed.compose(before -> deploy(queue, tablesSchema));
        }
        return deployed;
    }

    /** Begins no more handlers; what runs may end. */
    void close() {
        threads.forEach(HandlerThreads::close);
    }

    private Future<Void> deploy(QueueGroup queue, String tablesSchema) {
        QueueConfig config = queue.config();
        QueueAccess access = QueueAccess.of(pool, queue.name(), tablesSchema);
        List<QueueWork<?>> works = new ArrayList<>();
        queue.handlers().forEach(handler -> works.add(work(handler)));
        AttemptHandler work = InterceptedWork.of(queue.name(), new QueueRouter(works), listeners);
        return deployments.deployQueue(config, access, () -> new HandlerTurn(process, access, config, work));
    }

    private <T> QueueWork<T> work(Handler<T> handler) {
        HandlerThreads own = handler.queue().threads();
        threads.add(own);
        return new QueueWork<>(handler.queue(), handler.contract(), own, process.listener());
    }
}
