package dev.taskwire.worker;

import dev.taskwire.queue.QueueAccess;
import dev.taskwire.worker.Turn.Taken;
import dev.taskwire.worker.Wakes.Wake;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one queue in one process. A wake is given to one of them, and to a second one if the first finds more
 * than it can take; while all are idle, the crew sees to it that somebody looks in time. What it holds is bound to the
 * context of the first worker that joined; it may be called from any.
 */
public final class Crew implements WorkerLoop.Foreman {
    /** Work that goes on for longer is a backlog, and the writers need not say that there is more. */
    private static final Duration BACKLOG = Duration.ofMillis(50);

    private final Vertx vertx;
    private final WorkerSettings settings;
    private final Rest rest;
    private final QuietLead lead;
    private final QuietWatch watch;
    private final WakeLoad load = new WakeLoad();
    private final QueueAccess queue;

    private final AtomicReference<@Nullable Context> context = new AtomicReference<>();
    private final Set<WorkerLoop> workers = new HashSet<>();
    private final Deque<WorkerLoop> idle = new ArrayDeque<>();
    private @Nullable WakeCause again;
    private @Nullable Duration unanswered;
    private @Nullable MessageConsumer<String> wakes;
    private Duration workingSince = Duration.ZERO;
    private boolean foundSomething;
    private boolean mayBeContended;

    public Crew(WorkerProcess process, QueueAccess queue, WorkerSettings settings) {
        this.vertx = process.vertx();
        this.settings = settings;
        this.queue = queue;
        this.rest = new Rest(vertx, queue.messages(), settings.pollInterval(), this::give);
        this.lead = new QuietLead(
                queue.quiet(), this::hasMuchToDo, quiet -> process.listener().keepsQuiet(settings.queue(), quiet));
        this.watch = new QuietWatch(vertx, queue.quiet(), lead, this::give);
    }

    WorkerSettings settings() {
        return settings;
    }

    /** Takes a worker in and gives it work. Completes when the crew hears wakes. */
    Future<Void> join(WorkerLoop worker) {
        boolean isFirst = context.compareAndSet(null, vertx.getOrCreateContext());
        if (isFirst) {
            wakes = Wakes.consume(vertx, settings.queue(), wake -> run(() -> woken(wake)));
        }
        run(() -> {
            workers.add(worker);
            idle.push(worker);
            woken(Wake.now(WakeCause.START));
        });
        return isFirst && wakes != null ? wakes.completion() : Future.succeededFuture();
    }

    /** Gives this worker no more work, and hears no wakes any more. */
    Future<Void> leave(WorkerLoop worker) {
        run(() -> {
            workers.remove(worker);
            idle.remove(worker);
            rest.end();
            watch.close();
        });
        return wakes == null ? Future.succeededFuture() : wakes.unregister();
    }

    @Override
    public void tookTurn(Taken taken, WakeCause cause) {
        run(() -> {
            load.tookTurn();
            foundSomething = true;
            if (taken.more() && !idle.isEmpty()) {
                give(cause);
            }
            if (taken.more() && MonotonicClock.now().minus(workingSince).compareTo(BACKLOG) > 0) {
                beginQuiet();
            }
        });
    }

    @Override
    public void isIdle(WorkerLoop worker) {
        run(() -> {
            if (!workers.contains(worker)) {
                return;
            }
            idle.push(worker);
            if (again != null) {
                WakeCause cause = again;
                again = null;
                give(cause);
            } else if (idle.size() == workers.size()) {
                allAreIdle();
            }
        });
    }

    private void allAreIdle() {
        beginQuietIfContended();
        if (watch.attends()) {
            watch.isIdle(foundSomething);
        } else {
            rest.begin(foundSomething);
        }
        foundSomething = false;
    }

    private void woken(Wake wake) {
        WakeCause cause = wake.cause();
        switch (cause) {
            case NOTIFICATION -> notified(wake.sentAt());
            case QUIET -> watch.attend();
            case DUE -> rest.lookSoon();
            case FREED -> give(cause);
            case RECONNECT -> {
                workers.forEach(WorkerLoop::endPause);
                give(cause);
                watch.attendIfQuiet(cause);
            }
            default -> {
                give(cause);
                watch.attendIfQuiet(cause);
            }
        }
    }

    private void notified(Duration heardAt) {
        unanswered = unanswered == null ? heardAt : unanswered;
        give(WakeCause.NOTIFICATION);
        Duration now = MonotonicClock.now();
        load.notified(now);
        if (load.isHeavy(now)) {
            beginQuiet();
        }
        mayBeContended |= load.mayBeContended(now);
    }

    /** Asked when the work is done, so as not to come in its way. */
    private void beginQuietIfContended() {
        if (mayBeContended && settings.coalescesWakes() && !watch.attends()) {
            queue.quiet().isContended().onSuccess(contended -> {
                if (contended) {
                    lead.hold().onComplete(begun -> watch.attend());
                }
            });
        }
        mayBeContended = false;
    }

    /** Gives a look at the queue to an idle worker, or to the next that is. */
    private void give(WakeCause cause) {
        WorkerLoop worker = idle.poll();
        if (worker == null) {
            again = cause;
            return;
        }
        if (idle.size() == workers.size() - 1) {
            workingSince = MonotonicClock.now();
            rest.end();
            watch.isBusy();
        }
        worker.work(cause, unanswered);
        unanswered = null;
    }

    private void beginQuiet() {
        if (settings.coalescesWakes() && !lead.keeps()) {
            lead.begin().onComplete(begun -> watch.attend());
        }
    }

    /** Asked while this process keeps the queue quiet. */
    private boolean hasMuchToDo(Duration now) {
        boolean works = idle.size() < workers.size() && now.minus(workingSince).compareTo(BACKLOG) > 0;
        return load.isStillHeavy(now) || works;
    }

    private void run(Runnable work) {
        Context own = context.get();
        if (own != null) {
            own.runOnContext(now -> work.run());
        }
    }
}
