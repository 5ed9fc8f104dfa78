package dev.taskwire.httpcall;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The calls of this process that may be under way at once. Who finds none free waits in line, and leaves it when his time
 * is over. Its methods may be called from any thread, its futures complete on the context of who asked.
 */
final class CallSlots {
    private static final int WAITING_MOST = 10_000;

    private final Vertx vertx;
    private final int most;
    private final Set<Waiting> line = new LinkedHashSet<>();
    private int taken;

    CallSlots(Vertx vertx, int most) {
        this.vertx = vertx;
        this.most = most;
    }

    /** A place in line. Whoever took one gives it back, whether his turn had come or not. */
    synchronized Waiting take() {
        Waiting place = new Waiting(vertx.getOrCreateContext());
        if (taken < most) {
            taken++;
            place.hasSlot = true;
            place.promise.complete();
        } else if (line.size() < WAITING_MOST) {
            line.add(place);
        } else {
            place.promise.fail(UncallableException.forNow("too many calls wait for one of " + most
                    + " that may be under way at once (http_calls.connections)"));
        }
        return place;
    }

    synchronized void giveBack(Waiting place) {
        line.remove(place);
        if (!place.hasSlot) {
            return;
        }
        place.hasSlot = false;
        taken--;
        Iterator<Waiting> next = line.iterator();
        if (next.hasNext()) {
            Waiting following = next.next();
            next.remove();
            taken++;
            following.hasSlot = true;
            following.context.runOnContext(now -> following.promise.complete());
        }
    }

    /** How many are under way. */
    synchronized int taken() {
        return taken;
    }

    /** One that waits for his turn, or has it. */
    static final class Waiting {
        private final Context context;
        private final Promise<Void> promise = Promise.promise();
        private boolean hasSlot;

        private Waiting(Context context) {
            this.context = context;
        }

        Future<Void> turn() {
            return promise.future();
        }
    }
}
