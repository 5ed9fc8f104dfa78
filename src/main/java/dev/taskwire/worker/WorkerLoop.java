package dev.taskwire.worker;

import dev.taskwire.worker.Turn.Taken;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Takes turns while there is work, and waits for a wake or the poll while there is none. Bound to one context. */
final class WorkerLoop {
    private static final Duration PAUSE_FIRST = Duration.ofMillis(100);
    private static final Duration PAUSE_MOST = Duration.ofSeconds(3);

    private enum State {
        IDLE,
        DRAINING,
        DRAINING_AND_WOKEN,
        PAUSING,
        STOPPING
    }

    private final Vertx vertx;
    private final String queue;
    private final Duration pollInterval;
    private final Turn turn;
    private final WorkerListener listener;

    private State state = State.IDLE;
    private WakeCause cause = WakeCause.START;
    private WakeCause nextCause = WakeCause.START;
    private int failures;
    private long timer = -1;
    private final Promise<Void> lastTurn = Promise.promise();
    private @Nullable Future<Void> stopped;

    WorkerLoop(Vertx vertx, WorkerSettings settings, Turn turn, WorkerListener listener) {
        this.vertx = vertx;
        this.queue = settings.queue();
        this.pollInterval = settings.pollInterval();
        this.turn = turn;
        this.listener = listener;
    }

    /** Says that there may be work. Cheap, and harmless when there is none. */
    void wake(WakeCause newCause) {
        switch (state) {
            case IDLE -> {
                vertx.cancelTimer(timer);
                cause = newCause;
                state = State.DRAINING;
                takeTurn();
            }
            case DRAINING -> {
                state = State.DRAINING_AND_WOKEN;
                nextCause = newCause;
            }
            case PAUSING -> endPauseIfBack(newCause);
            case DRAINING_AND_WOKEN, STOPPING -> {}
        }
    }

    /** Takes no more turns; completes when the one that runs has come back and all it took is settled or given back. */
    Future<Void> stop(Duration deadline) {
        if (stopped != null) {
            return stopped;
        }
        vertx.cancelTimer(timer);
        boolean turning = state == State.DRAINING || state == State.DRAINING_AND_WOKEN;
        state = State.STOPPING;
        Future<Void> back = turning ? lastTurn.future() : Future.succeededFuture();
        stopped = Future.join(turn.stop(deadline), back).mapEmpty();
        return stopped;
    }

    /** The pause is there because the database was away. Who listens again has just met it. */
    private void endPauseIfBack(WakeCause newCause) {
        if (newCause == WakeCause.RECONNECT) {
            vertx.cancelTimer(timer);
            state = State.IDLE;
            wake(newCause);
        }
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
        }
        if (state == State.STOPPING) {
            lastTurn.complete();
        } else if (taken.more() || state == State.DRAINING_AND_WOKEN) {
            cause = state == State.DRAINING_AND_WOKEN ? nextCause : cause;
            state = State.DRAINING;
            takeTurn();
        } else {
            state = State.IDLE;
            timer = vertx.setTimer(jittered(pollInterval).toMillis(), fired -> wake(WakeCause.POLL));
        }
    }

    private void failed(Throwable failure) {
        if (state == State.STOPPING) {
            lastTurn.complete();
            return;
        }
        Duration pause = jittered(pause());
        failures++;
        listener.turnFailed(queue, failure, pause);
        state = State.PAUSING;
        timer = vertx.setTimer(pause.toMillis(), fired -> {
            state = State.IDLE;
            wake(WakeCause.POLL);
        });
    }

    private Duration pause() {
        Duration doubled = PAUSE_FIRST.multipliedBy(1L << Math.min(failures, 10));
        return doubled.compareTo(PAUSE_MOST) < 0 ? doubled : PAUSE_MOST;
    }

    /** Give or take a quarter, so that the instances of a fleet do not poll in step. */
    private static Duration jittered(Duration duration) {
        long quarter = Math.max(1, duration.toMillis() / 4);
        long jitter = ThreadLocalRandom.current().nextLong(-quarter, quarter + 1);
        return Duration.ofMillis(Math.max(1, duration.toMillis() + jitter));
    }
}
