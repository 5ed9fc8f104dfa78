package dev.taskwire.notification;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The calls of this process that may be under way at once: one for each of the provider's connections, and so many more
 * that the ledger has a call ready whenever a connection becomes free. Those others wait for a connection in a call's own
 * time, so they are as many as connections become free in a moment, and none where calls take seconds. While the
 * destination is closed there is none, and then one from time to time, which finds out whether it is open again. One for
 * a process; its methods may be called from any thread, its futures complete on the context of who asked.
 */
final class Lines {
    /** How long the ledger takes to write that calls begin, with the gathering before it. */
    private static final Duration AHEAD = Duration.ofMillis(50);

    private static final int CALLS_THAT_COUNT = 16;

    /** While closed: how often those who wait are looked at, and one is let through. */
    private static final Duration LOOKED_EVERY = Duration.ofMillis(100);

    private static final Duration TRIED_EVERY = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final int connections;
    private final Duration patience;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int taken;
    private long callNanos;
    private boolean closed;
    private long triedAgainAt;

    /** @param patience who has waited longer than this for a line gets none */
    Lines(Vertx vertx, Mailer mailer, Duration patience) {
        this.vertx = vertx;
        this.connections = mailer.connections();
        this.callNanos = mailer.timeout().toNanos();
        this.patience = patience;
    }

    /** Completes with true when a line is the caller's, and with false when it was not in time. */
    synchronized Future<Boolean> take() {
        if (waiting.isEmpty() && isFree()) {
            taken++;
            return Future.succeededFuture(true);
        }
        Waiting next = new Waiting(vertx.getOrCreateContext(), Promise.promise(), System.nanoTime());
        waiting.add(next);
        return next.promise.future();
    }

    /** How many wait for a line. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** Ends the use of a line for which no call was made. */
    synchronized void giveBack() {
        taken--;
        handOut();
    }

    /** Ends the use of a line for a call that took so long. */
    synchronized void giveBack(Duration call) {
        callNanos += (call.toNanos() - callNanos) / CALLS_THAT_COUNT;
        giveBack();
    }

    /** Gives out no line for so long, and then one a second until it is opened. */
    synchronized void close(Duration least) {
        triedAgainAt = System.nanoTime() + least.toNanos();
        if (!closed) {
            closed = true;
            lookAgain();
        }
    }

    /** Gives out lines as usual. */
    synchronized void open() {
        if (closed) {
            closed = false;
            handOut();
        }
    }

    private void lookAgain() {
        vertx.setTimer(LOOKED_EVERY.toMillis(), fired -> {
            synchronized (this) {
                if (closed) {
                    handOut();
                    lookAgain();
                }
            }
        });
    }

    private void handOut() {
        long now = System.nanoTime();
        while (!waiting.isEmpty() && now - waiting.element().since > patience.toNanos()) {
            waiting.remove().complete(false);
        }
        while (!waiting.isEmpty() && isFree()) {
            taken++;
            waiting.remove().complete(true);
        }
    }

    private boolean isFree() {
        if (!closed) {
            return taken < most();
        }
        long now = System.nanoTime();
        boolean tries = now - triedAgainAt >= 0;
        triedAgainAt = tries ? now + TRIED_EVERY.toNanos() : triedAgainAt;
        return tries;
    }

    private int most() {
        double ahead = Math.min(1, (double) AHEAD.toNanos() / Math.max(1, callNanos));
        return connections + (int) (connections * ahead);
    }

    private record Waiting(Context context, Promise<Boolean> promise, long since) {
        void complete(boolean mayCall) {
            context.runOnContext(now -> promise.complete(mayCall));
        }
    }
}
