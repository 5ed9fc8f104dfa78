package dev.taskwire.worker;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls a handler so that whatever it does wrong becomes an outcome of its messages. */
final class BatchHandling {
    private final String queue;
    private final AttemptHandler handler;
    private final Context context;

    /** @param context where the worker lives */
    BatchHandling(String queue, AttemptHandler handler, Context context) {
        this.queue = queue;
        this.handler = handler;
        this.context = context;
    }

    /** An outcome for each message, in the batch's order. */
    List<Future<Outcome>> begin(List<Attempt> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        try {
            List<Future<Outcome>> outcomes = handler.work(batch);
            return outcomes.size() == batch.size()
                    ? outcomes.stream().map(this::judged).toList()
                    : failed(batch, wrongNumber(batch, outcomes));
        } catch (RuntimeException | Error thrown) {
            return failed(batch, thrown);
        }
    }

    /** A handler may forget to answer, and may do so on any thread: the outcome comes on this worker's context. */
    private Future<Outcome> judged(@Nullable Future<Outcome> outcome) {
        if (outcome == null) {
            return Future.failedFuture(
                    new IllegalStateException("the handler of " + queue + " gave null for a future"));
        }
        Promise<Outcome> here = Promise.promise();
        outcome.onComplete(came -> context.runOnContext(now -> {
            if (came.succeeded() && came.result() == null) {
                here.fail(new IllegalStateException("the handler of " + queue + " gave null for an outcome"));
            } else {
                here.handle(came);
            }
        }));
        return here.future();
    }

    private IllegalStateException wrongNumber(List<Attempt> batch, List<Future<Outcome>> outcomes) {
        return new IllegalStateException(
                "the handler of " + queue + " gave " + outcomes.size() + " outcomes for " + batch.size() + " messages");
    }

    private static List<Future<Outcome>> failed(List<Attempt> batch, Throwable cause) {
        return batch.stream()
                .map(attempt -> Future.<Outcome>failedFuture(cause))
                .toList();
    }
}
