package dev.taskwire.queue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One run through the failures of a request: a batch, a pause that keeps the rate, the next batch. On one context. */
final class RedriveRun {
    /** Sends the batch after the failure with this id, and answers what it sent. */
    interface Batches {
        Future<List<UUID>> after(@Nullable UUID last);
    }

    /** Longer than any statement may take: for a connection that fell silent. */
    private static final Duration BATCH_DEADLINE = Duration.ofMinutes(11);

    private final Context context;
    private final Batches batches;
    private final RedriveRequest request;
    private final LongConsumer progress;
    private final Promise<Long> finished = Promise.promise();

    private @Nullable UUID last;
    private long sent;

    RedriveRun(Vertx vertx, Batches batches, RedriveRequest request, LongConsumer progress) {
        this.context = vertx.getOrCreateContext();
        this.batches = batches;
        this.request = request;
        this.progress = progress;
    }

    /** Completes with the number of messages sent; fails with the first batch that fails. */
    Future<Long> begin() {
        context.runOnContext(begun -> next());
        return finished.future();
    }

    private void next() {
        long startedAt = System.nanoTime();
        batches.after(last)
                .timeout(BATCH_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(batch -> went(batch, Duration.ofNanos(System.nanoTime() - startedAt)))
                .onFailure(finished::fail);
    }

    private void went(List<UUID> batch, Duration took) {
        if (!batch.isEmpty()) {
            sent += batch.size();
            last = batch.get(batch.size() - 1);
            progress.accept(sent);
        }
        if (batch.size() < request.batchSize()) {
            finished.complete(sent);
            return;
        }
        Duration pause =
                Duration.ofSeconds(batch.size()).dividedBy(request.rate()).minus(took);
        context.owner().setTimer(Math.max(1, pause.toMillis()), fired -> next());
    }
}
