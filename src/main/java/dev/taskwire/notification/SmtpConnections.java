package dev.taskwire.notification;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.IntStream;

/**
 * The connections of a process to the SMTP server, and those who wait for one. May be used from any thread. An idle
 * connection is closed after a while, by a timer that runs only for it.
 */
final class SmtpConnections {
    private static final Duration IDLE_LONGEST = Duration.ofSeconds(15);
    private static final int WAITING_MOST = 1000;

    private final Vertx vertx;
    private final Deque<Free> free = new ArrayDeque<>();
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    SmtpConnections(Vertx vertx, SmtpOptions options, int most) {
        this.vertx = vertx;
        Context home = vertx.getOrCreateContext();
        IntStream.range(0, most).forEach(i -> free.add(new Free(new SmtpConnection(home, options), Optional.empty())));
    }

    /** Completes with a connection that is the caller's until it is given back, or with none if none was free in time. */
    synchronized Future<Optional<SmtpConnection>> take(Deadline until) {
        Free first = free.pollFirst();
        if (first != null) {
            first.closing().ifPresent(vertx::cancelTimer);
            return Future.succeededFuture(Optional.of(first.connection()));
        }
        if (waiting.size() >= WAITING_MOST) {
            return Future.succeededFuture(Optional.empty());
        }
        Promise<Optional<SmtpConnection>> turn = Promise.promise();
        Waiting last = new Waiting(turn, vertx.setTimer(until.millisLeft(), late -> giveUp(turn)));
        waiting.add(last);
        return turn.future();
    }

    void giveBack(SmtpConnection connection) {
        Optional<Waiting> next = nextOrFree(connection);
        next.ifPresent(first -> {
            vertx.cancelTimer(first.timer());
            first.turn().complete(Optional.of(connection));
        });
    }

    private synchronized Optional<Waiting> nextOrFree(SmtpConnection connection) {
        Waiting first = waiting.poll();
        if (first == null) {
            long closing = vertx.setTimer(IDLE_LONGEST.toMillis(), idle -> close(connection));
            free.addFirst(new Free(connection, Optional.of(closing)));
        }
        return Optional.ofNullable(first);
    }

    private void giveUp(Promise<Optional<SmtpConnection>> turn) {
        if (isRemoved(turn)) {
            turn.complete(Optional.empty());
        }
    }

    private synchronized boolean isRemoved(Promise<Optional<SmtpConnection>> turn) {
        return waiting.removeIf(one -> one.turn() == turn);
    }

    private synchronized void close(SmtpConnection idle) {
        if (free.removeIf(one -> one.connection() == idle)) {
            idle.close();
            free.addLast(new Free(idle, Optional.empty()));
        }
    }

    /** @param closing the timer that closes it, where it is open */
    private record Free(SmtpConnection connection, Optional<Long> closing) {}

    private record Waiting(Promise<Optional<SmtpConnection>> turn, long timer) {}
}
