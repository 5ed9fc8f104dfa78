package dev.taskwire.notification;

import dev.taskwire.worker.OwnContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Does many things by few statements: what comes in at one moment goes together, what comes in while a statement is
 * under way goes with the next, and what comes alone waits for nothing. Bound to one context.
 *
 * @param <T> one thing to do
 * @param <R> what a statement answers about the things that it did
 */
final class Gathering<T, R> {
    private final Executor soon;
    private final Function<List<T>, Future<R>> statement;

    private List<T> waiting = new ArrayList<>();
    private Promise<R> next = Promise.promise();
    private boolean underWay;

    /** @param soon runs what it is given when this moment is over, on the same context */
    Gathering(Executor soon, Function<List<T>, Future<R>> statement) {
        this.soon = soon;
        this.statement = statement;
    }

    /** Completes with the answer of the statement that all of these went with. */
    Future<R> add(List<T> items) {
        waiting.addAll(items);
        Future<R> answer = next.future();
        if (!underWay) {
            underWay = true;
            soon.execute(this::doWaiting);
        }
        return OwnContext.of(answer);
    }

    private void doWaiting() {
        List<T> items = waiting;
        Promise<R> promise = next;
        waiting = new ArrayList<>();
        next = Promise.promise();
        Future.succeededFuture().compose(now -> statement.apply(items)).onComplete(done -> {
            promise.handle(done);
            underWay = !waiting.isEmpty();
            if (underWay) {
                doWaiting();
            }
        });
    }
}
