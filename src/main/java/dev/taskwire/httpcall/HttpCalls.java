package dev.taskwire.httpcall;

import dev.taskwire.config.HttpCallsConfig;
import dev.taskwire.config.QueueConfig;
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.worker.Endings;
import dev.taskwire.worker.Turn;
import dev.taskwire.worker.WorkerProcess;
import io.vertx.sqlclient.Pool;
import java.util.Optional;

/** Makes the calls that jobs ask for, over all HTTP-call queues. May be used from any context. */
public final class HttpCalls {
    private final WorkerProcess process;
    private final Pool pool;
    private final HttpCallsConfig config;

    public HttpCalls(WorkerProcess process, Pool pool, HttpCallsConfig config) {
        this.process = process;
        this.pool = pool;
        this.config = config;
    }

    /** A turn of the queue on which jobs come in; to be called on the context of its worker. */
    public Turn turn(QueueAccess queue, QueueConfig queueConfig) {
        CallMaker maker =
                new CallMaker(() -> HttpCaller.create(process.vertx(), config), callbacks(config), process.listener());
        CallDesk desk = new CallDesk(process.vertx(), new CallTable(pool), maker, queueConfig.concurrency());
        return new HttpCallTurn(desk, queue, queueConfig, new Endings(queue, process.listener()));
    }

    /** How endpoints answer later; empty where the configuration does not say where they reach this process, or has no secret. */
    public static Optional<CallbackAddress> callbacks(HttpCallsConfig config) {
        return config.callbackUrl()
                .flatMap(url -> config.callbackSecret().map(secret -> new CallbackAddress(url, secret)));
    }
}
