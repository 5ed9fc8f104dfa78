package dev.taskwire.worker;

import dev.taskwire.queue.Queues;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows which of this process's queues are paused, tells when that changes, and wakes the workers of one that is no
 * longer. The workers themselves do not depend on it: the statements that take messages ask the database.
 */
public final class PauseVerticle extends VerticleBase {
    /** What the listener hears, in the place of a queue's name, when a queue was paused or resumed: taskwire.wake_pause_watchers. */
    public static final String CHANGED = "queues paused";

    /** What its failures are told under, in place of a queue's name. */
    private static final String NAME = "taskwire.paused_queue";

    private final Queues table;
    private final Set<String> queues;
    private final Duration interval;
    private final WorkerListener listener;

    private final Set<String> paused = new HashSet<>();
    private Future<Set<String>> looking = Future.succeededFuture(Set.of());
    private boolean again;
    private boolean stopped;
    private long timer = -1;
    private @Nullable MessageConsumer<String> changes;

    /**
     * @param queues those that this process works on
     * @param interval how long it waits before it looks without being told
     */
    public PauseVerticle(Queues table, Set<String> queues, Duration interval, WorkerListener listener) {
        this.table = table;
        this.queues = Set.copyOf(queues);
        this.interval = interval;
        this.listener = listener;
    }

    @Override
    public Future<?> start() {
        changes = Wakes.consume(vertx, CHANGED, cause -> context.runOnContext(now -> look()));
        look();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        Future<Void> deaf = changes == null ? Future.succeededFuture() : changes.unregister();
        return deaf.compose(done -> looking.otherwiseEmpty());
    }

    private void look() {
        if (!looking.isComplete()) {
            again = true;
            return;
        }
        vertx.cancelTimer(timer);
        again = false;
        looking = table.paused()
                .onSuccess(this::compare)
                .onFailure(failure -> listener.turnFailed(NAME, failure, interval))
                .onComplete(looked -> waitForNext());
    }

    private void waitForNext() {
        if (!stopped) {
            timer = vertx.setTimer(again ? 1 : interval.toMillis(), fired -> look());
        }
    }

    private void compare(Set<String> pausedNow) {
        for (String queue : queues) {
            if (pausedNow.contains(queue) && paused.add(queue)) {
                listener.paused(queue, true);
            } else if (!pausedNow.contains(queue) && paused.remove(queue)) {
                listener.paused(queue, false);
                Wakes.publish(vertx, queue, WakeCause.POLL);
            }
        }
    }
}
