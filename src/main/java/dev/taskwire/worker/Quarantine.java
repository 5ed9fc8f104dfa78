package dev.taskwire.worker;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets a message that has brought down its process several times be worked on alone in this one, so that it takes no
 * neighbour along. One for a process; its methods may be called from any thread, its futures complete on the context that
 * was given.
 */
public final class Quarantine {
    private final Queue<Waiting> toEnter = new ArrayDeque<>();
    private final Queue<Waiting> toBeAlone = new ArrayDeque<>();
    private int inHand;
    private boolean occupied;

    /** Completes when a batch may be taken: when no message is alone, or waits to be. The taker then counts as one. */
    synchronized Future<Void> enter(Context context) {
        if (isWanted()) {
            return wait(toEnter, context);
        }
        inHand++;
        return Future.succeededFuture();
    }

    /** Counts messages that are worked on beside others, from within {@link #enter} and {@link #leave}. */
    synchronized void began(int messages) {
        inHand += messages;
    }

    /** Ends the work on as many messages, or the taking of one batch. */
    synchronized void leave(int messages) {
        inHand -= messages;
        next();
    }

    /** Completes when nothing else is in hand in this process, and nothing else will be until {@link #aloneNoMore}. */
    synchronized Future<Void> alone(Context context) {
        Future<Void> turn = wait(toBeAlone, context);
        next();
        return turn;
    }

    /** Whether a message is alone, or waits to be. */
    synchronized boolean isWanted() {
        return occupied || !toBeAlone.isEmpty();
    }

    synchronized void aloneNoMore() {
        occupied = false;
        next();
    }

    private void next() {
        if (occupied || (inHand > 0 && !toBeAlone.isEmpty())) {
            return;
        }
        Waiting alone = toBeAlone.poll();
        if (alone != null) {
            occupied = true;
            alone.complete();
            return;
        }
        while (!toEnter.isEmpty()) {
            inHand++;
            toEnter.remove().complete();
        }
    }

    private static Future<Void> wait(Queue<Waiting> queue, Context context) {
        Waiting waiting = new Waiting(context, Promise.promise());
        queue.add(waiting);
        return waiting.promise.future();
    }

    private record Waiting(Context context, Promise<Void> promise) {
        void complete() {
            context.runOnContext(now -> promise.complete());
        }
    }
}
