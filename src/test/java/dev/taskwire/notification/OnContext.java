package dev.taskwire.notification;

import dev.taskwire.queue.Message;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Calls a handler as a worker does: always on the same context. */
final class OnContext {
    private final Context context;
    private final MessageHandler handler;

    OnContext(Vertx vertx, MessageHandler handler) {
        this.context = vertx.getOrCreateContext();
        this.handler = handler;
    }

    /** Begins a batch, and answers when it has begun. */
    List<Future<Outcome>> begin(List<Message> batch) throws Exception {
        Promise<List<Future<Outcome>>> begun = Promise.promise();
        context.runOnContext(now -> begun.complete(handler.handle(batch)));
        return begun.future().await(20, TimeUnit.SECONDS);
    }

    /** Works a batch to its end. */
    List<Outcome> outcomes(Message... batch) throws Exception {
        return Future.all(begin(List.of(batch))).await(30, TimeUnit.SECONDS).list();
    }
}
