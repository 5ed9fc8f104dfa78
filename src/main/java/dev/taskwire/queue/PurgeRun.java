package dev.taskwire.queue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** One run through the places of a queue, batch by batch. On one context. */
final class PurgeRun {
    /** Deletes the batch after this id. */
    interface Batches {
        Future<Purge.Batch> after(MessagePlace place, long last);
    }

    /** Longer than any statement may take: for a connection that fell silent. */
    private static final Duration BATCH_DEADLINE = Duration.ofMinutes(11);

    private final Context context;
    private final Deque<MessagePlace> places;
    private final Batches batches;
    private final LongConsumer progress;
    private final Promise<Long> finished = Promise.promise();

    private long last;
    private long purged;

    PurgeRun(Vertx vertx, List<MessagePlace> places, Batches batches, LongConsumer progress) {
        this.context = vertx.getOrCreateContext();
        this.places = new ArrayDeque<>(places);
        this.batches = batches;
        this.progress = progress;
    }

    /** Completes with the number of messages deleted; fails with the first batch that fails. */
    Future<Long> begin() {
        context.runOnContext(begun -> next());
        return finished.future();
    }

    private void next() {
        if (places.isEmpty()) {
            finished.complete(purged);
            return;
        }
        batches.after(places.getFirst(), last)
                .timeout(BATCH_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(this::went)
                .onFailure(finished::fail);
    }

    private void went(Purge.Batch batch) {
        if (batch.purged() > 0) {
            purged += batch.purged();
            progress.accept(purged);
        }
        if (batch.last().isPresent()) {
            last = batch.last().get();
        } else {
            last = 0;
            places.removeFirst();
        }
        context.runOnContext(later -> next());
    }
}
