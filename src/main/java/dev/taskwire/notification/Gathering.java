package dev.taskwire.notification;

import dev.taskwire.postgres.Bisection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes many things by few statements: what comes in while one is under way goes together with the next, and one thing
 * alone waits for nothing. A statement that fails for no fault of its items is tried again after each of the pauses,
 * while the others gather behind it. Bound to one context.
 *
 * @param <T> told apart by equals
 */
final class Gathering<T> {
    private final Vertx vertx;
    private final List<Duration> pauses;
    private final Function<List<T>, Future<Void>> statement;

    private List<T> waiting = new ArrayList<>();
    private Promise<Map<T, Throwable>> next = Promise.promise();
    private boolean underWay;

    Gathering(Vertx vertx, List<Duration> pauses, Function<List<T>, Future<Void>> statement) {
        this.vertx = vertx;
        this.pauses = pauses;
        this.statement = statement;
    }

    /** Completes when the item is written, fails where it is refused or the last try has failed. */
    Future<Void> add(T item) {
        waiting.add(item);
        Future<Map<T, Throwable>> refused = next.future();
        if (!underWay) {
            writeWaiting();
        }
        return refused.compose(reasons -> {
            @Nullable Throwable reason = reasons.get(item);
            return reason == null ? Future.succeededFuture() : Future.failedFuture(reason);
        });
    }

    private void writeWaiting() {
        List<T> items = waiting;
        Promise<Map<T, Throwable>> promise = next;
        waiting = new ArrayList<>();
        next = Promise.promise();
        underWay = true;
        write(items, 0).onComplete(written -> {
            underWay = false;
            promise.handle(written);
            if (!underWay && !waiting.isEmpty()) {
                writeWaiting();
            }
        });
    }

    private Future<Map<T, Throwable>> write(List<T> items, int tries) {
        return Bisection.run(items, statement)
                .recover(failure -> tries == pauses.size()
                        ? Future.failedFuture(failure)
                        : vertx.timer(pauses.get(tries).toMillis(), TimeUnit.MILLISECONDS)
                                .compose(waited -> write(items, tries + 1)));
    }
}
