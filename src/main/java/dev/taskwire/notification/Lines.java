package dev.taskwire.notification;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The mails of this process whose calls may be under way at once: one for each of the provider's connections, and so many
 * more that the ledger has a call ready whenever a connection becomes free. Those others wait for a connection in a call's
 * own time, so they are as many as connections become free in a moment, and none where calls take seconds. One for a
 * process; its methods may be called from any thread, its futures complete on the context of who asked.
 */
final class Lines {
    /** How long the ledger takes to write that calls begin, with the gathering before it. */
    private static final Duration AHEAD = Duration.ofMillis(50);

    private static final int CALLS_THAT_COUNT = 16;

    private final Vertx vertx;
    private final int connections;
    private final Duration patience;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int taken;
    private long callNanos;

    /** @param patience who has waited longer than this for a line gets none */
    Lines(Vertx vertx, Mailer mailer, Duration patience) {
        this.vertx = vertx;
        this.connections = mailer.connections();
        this.callNanos = mailer.timeout().toNanos();
        this.patience = patience;
    }

    /** Completes with true when a line is the caller's, and with false when it was not in time. */
    synchronized Future<Boolean> take() {
        if (taken < most()) {
            taken++;
            return Future.succeededFuture(true);
        }
        Waiting next = new Waiting(vertx.getOrCreateContext(), Promise.promise(), System.nanoTime());
        waiting.add(next);
        return next.promise.future();
    }

    /** Ends the use of a line for which no call was made. */
    synchronized void giveBack() {
        taken--;
        long now = System.nanoTime();
        while (!waiting.isEmpty() && now - waiting.element().since > patience.toNanos()) {
            waiting.remove().complete(false);
        }
        while (!waiting.isEmpty() && taken < most()) {
            taken++;
            waiting.remove().complete(true);
        }
    }

    /** Ends the use of a line for a call that took so long. */
    synchronized void giveBack(Duration call) {
        callNanos += (call.toNanos() - callNanos) / CALLS_THAT_COUNT;
        giveBack();
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
