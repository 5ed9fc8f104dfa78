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
import java.util.function.Supplier;

/** Calls what is bound to a context as a worker does: always on the same one. */
final class OnContext {
    private final Context context;

    OnContext(Vertx vertx) {
        this.context = vertx.getOrCreateContext();
    }

    /** Answers when the work has begun. */
    <T> T begin(Supplier<T> work) throws Exception {
        Promise<T> begun = Promise.promise();
        context.runOnContext(now -> begun.complete(work.get()));
        return begun.future().await(20, TimeUnit.SECONDS);
    }

    /** Works a batch to its end. */
    List<Outcome> outcomes(MessageHandler handler, Message... batch) throws Exception {
        List<Future<Outcome>> outcomes = begin(() -> handler.handle(List.of(batch)));
        return Future.all(outcomes).await(30, TimeUnit.SECONDS).list();
    }
}
