package dev.taskwire.worker;

import dev.taskwire.worker.Turn.Taken;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One worker: told to, it takes turns at its queue until one comes back short, and then says that it is idle. Bound to
 * the context it was made on; what its crew calls may be called from any.
 */
final class WorkerLoop {
    private static final Duration PAUSE_FIRST = Duration.ofMillis(100);
    private static final Duration PAUSE_MOST = Duration.ofSeconds(3);

    private enum State {
        IDLE,
        WORKING,
        PAUSING,
        STOPPING
    }

    /** What a worker tells the crew that it belongs to. */
    interface Foreman {
        /** It took a turn, and takes another at once if there may be more. */
        void tookTurn(Taken taken, WakeCause cause);

        /** It has nothing to do. */
        void isIdle(WorkerLoop worker);
    }

    private final Vertx vertx;
    private final Context context;
    private final String queue;
    private final Turn turn;
    private final WorkerListener listener;
    private final Foreman foreman;

    private State state = State.IDLE;
    private WakeCause cause = WakeCause.START;
    private @Nullable Duration unanswered;
    private int failures;
    private long timer = -1;
    private final Promise<Void> lastTurn = Promise.promise();
    private @Nullable Future<Void> stopped;

    WorkerLoop(WorkerProcess process, String queue, Turn turn, Foreman foreman) {
        this.vertx = process.vertx();
        this.context = process.vertx().getOrCreateContext();
        this.queue = queue;
        this.turn = turn;
        this.listener = process.listener();
        this.foreman = foreman;
    }

    /**
     * Begins to take turns.
     *
     * @param notifiedAt when the notification was heard that is the reason; null where none is
     */
    void work(WakeCause newCause, @Nullable Duration notifiedAt) {
        context.runOnContext(now -> {
            if (state == State.IDLE) {
                cause = newCause;
                unanswered = notifiedAt;
                state = State.WORKING;
                takeTurn();
            }
        });
    }

    /** A pause is there because the database was away; who listens again has just met it. */
    void endPause() {
        context.runOnContext(now -> {
            if (state == State.PAUSING && vertx.cancelTimer(timer)) {
                goOn(WakeCause.RECONNECT);
            }
        });
    }

    /** Takes no more turns; completes when the one that runs has come back and all it took is settled or given back. */
    Future<Void> stop(Duration deadline) {
        if (stopped != null) {
            return stopped;
        }
        vertx.cancelTimer(timer);
        boolean turning = state == State.WORKING;
        state = State.STOPPING;
        Future<Void> back = turning ? lastTurn.future() : Future.succeededFuture();
        stopped = Future.join(turn.stop(deadline), back).mapEmpty();
        return stopped;
    }

    private void takeTurn() {
        Future.succeededFuture()
                .compose(now -> turn.take())
                .onSuccess(this::cameBack)
                .onFailure(this::failed);
    }

    private void cameBack(Taken taken) {
        failures = 0;
        if (taken.messages() > 0) {
            listener.taken(queue, cause, taken.messages());
            tellIfWoken();
            foreman.tookTurn(taken, cause);
        }
        unanswered = null;
        if (state == State.STOPPING) {
            lastTurn.complete();
        } else if (taken.more()) {
            takeTurn();
        } else {
            state = State.IDLE;
            foreman.isIdle(this);
        }
    }

    private void tellIfWoken() {
        if (unanswered != null) {
            listener.woken(queue, MonotonicClock.now().minus(unanswered));
        }
    }

    private void failed(Throwable failure) {
        if (state == State.STOPPING) {
            lastTurn.complete();
            return;
        }
        Duration pause = Jitter.around(pause());
        failures++;
        listener.turnFailed(queue, failure, pause);
        state = State.PAUSING;
        timer = vertx.setTimer(pause.toMillis(), fired -> goOn(WakeCause.POLL));
    }

    private void goOn(WakeCause newCause) {
        cause = newCause;
        state = State.WORKING;
        takeTurn();
    }

    private Duration pause() {
        Duration doubled = PAUSE_FIRST.multipliedBy(1L << Math.min(failures, 10));
        return doubled.compareTo(PAUSE_MOST) < 0 ? doubled : PAUSE_MOST;
    }
}
