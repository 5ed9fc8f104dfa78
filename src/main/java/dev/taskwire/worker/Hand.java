package dev.taskwire.worker;

import dev.taskwire.queue.Message;
import dev.taskwire.queue.MessageQueue;
import dev.taskwire.queue.QueueAccess;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one instance has in hand: its leases are extended for as long as it works, and a message whose lease is lost is
 * let go. Bound to one context.
 */
final class Hand {
    private final WorkerProcess process;
    private final Vertx vertx;
    private final QueueAccess access;
    private final MessageQueue queue;
    private final Duration lease;
    private final WorkerListener listener;

    private final Map<Message, Attempt> held = new LinkedHashMap<>();
    private @Nullable Promise<Void> smaller;
    private long timer = -1;

    Hand(WorkerProcess process, QueueAccess access, Duration lease) {
        this.process = process;
        this.vertx = process.vertx();
        this.access = access;
        this.queue = access.messages();
        this.lease = lease;
        this.listener = process.listener();
    }

    int size() {
        return held.size();
    }

    List<Message> messages() {
        return new ArrayList<>(held.keySet());
    }

    /**
     * Holds messages that were just read. From now on their leases are extended.
     */
    void take(List<Message> batch) {
        batch.forEach(message -> held.put(message, new Attempt(process, access, lease, message)));
        if (timer == -1 && !held.isEmpty()) {
            beat();
        }
    }

    boolean holds(Message message) {
        return held.containsKey(message);
    }

    /** The attempt at a message that is in hand. */
    Attempt attempt(Message message) {
        return Objects.requireNonNull(held.get(message));
    }

    /** Lets a message go, settled or not. */
    void drop(Message message) {
        Attempt attempt = held.remove(message);
        if (attempt != null) {
            attempt.drop();
        }
        if (held.isEmpty()) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
        if (smaller != null) {
            Promise<Void> waiting = smaller;
            smaller = null;
            waiting.complete();
        }
    }

    /** Completes when fewer than {@code most} are in hand. */
    Future<Void> untilFewerThan(int most) {
        if (held.size() < most) {
            return Future.succeededFuture();
        }
        smaller = smaller == null ? Promise.promise() : smaller;
        return smaller.future().compose(dropped -> untilFewerThan(most));
    }

    private void beat() {
        timer = vertx.setTimer(Math.max(1, lease.toMillis() / 3), fired -> {
            timer = -1;
            List<Message> extended = messages();
            queue.extend(extended, lease)
                    .onSuccess(still -> letGo(extended, still))
                    // The lease outlasts a few of these; when it ends, the next one that works tells.
                    .onFailure(failure -> listener.extensionFailed(queue.name(), failure))
                    .onComplete(done -> {
                        if (timer == -1 && !held.isEmpty()) {
                            beat();
                        }
                    });
        });
    }

    private void letGo(List<Message> extended, Set<Long> still) {
        for (Message message : extended) {
            Attempt attempt = held.get(message);
            if (attempt != null && !still.contains(message.id())) {
                attempt.lose();
            }
        }
    }
}
