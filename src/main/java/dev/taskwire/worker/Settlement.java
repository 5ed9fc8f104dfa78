package dev.taskwire.worker;

import dev.taskwire.config.OnSuccess;
import dev.taskwire.config.QueueConfig;
import dev.taskwire.queue.BuriedBecause;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.queue.Rerouting;
import dev.taskwire.queue.UnknownQueueException;
import dev.taskwire.worker.Outcome.Done;
import dev.taskwire.worker.Outcome.Postpone;
import dev.taskwire.worker.Outcome.Reject;
import dev.taskwire.worker.Outcome.Reroute;
import dev.taskwire.worker.Outcome.Retry;
import dev.taskwire.worker.Outcome.Unknown;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Turns an outcome into what becomes of the message: gone, back later, or a dead letter. Bound to one context. */
final class Settlement {
    /**
     * What is not simply done costs a statement each. A destination that closes sends back all that is in hand, which is
     * more than may wait for a connection.
     */
    private static final int STATEMENTS_AT_ONCE = 8;

    /** Then it goes round in a circle. */
    private static final int REROUTED_MOST = 10;

    private final QueueAccess queue;
    private final WorkerListener listener;
    private final Endings endings;
    private final Map<OnSuccess, DoneMessages> done = new EnumMap<>(OnSuccess.class);
    private final OnSuccess onSuccess;
    private final RetryPolicy policy;
    private final FewAtOnce statements = new FewAtOnce(STATEMENTS_AT_ONCE);

    Settlement(QueueAccess queue, QueueConfig config, WorkerListener listener) {
        this.queue = queue;
        this.listener = listener;
        this.endings = new Endings(queue, listener);
        this.onSuccess = config.onSuccess();
        for (OnSuccess either : OnSuccess.values()) {
            done.put(either, new DoneMessages(queue.messages(), either, endings, listener));
        }
        this.policy = new RetryPolicy(config, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Completes when it is written down, or cannot be: then the message comes back when its lease ends. */
    Future<Void> settle(Message message, Outcome outcome) {
        return written(
                message,
                outcome instanceof Done how
                        ? doneMessages(how).settle(message)
                        : statements.run(() -> byItself(message, outcome)));
    }

    /** Tells that a message is done which a transaction of its handler has taken off the queue. */
    void settledByHandler(Message message) {
        endings.done(1, List.of(message));
    }

    private DoneMessages doneMessages(Done how) {
        return Objects.requireNonNull(done.get(how.onSuccess().orElse(onSuccess)));
    }

    /** Makes a message a dead letter that was not even tried. */
    Future<Void> giveUp(Message message, String reason) {
        return written(message, statements.run(() -> endings.bury(message, BuriedBecause.notAttempted(reason))));
    }

    private Future<Void> byItself(Message message, Outcome outcome) {
        if (outcome instanceof Retry retry) {
            return retry(message, retry);
        }
        if (outcome instanceof Reroute reroute) {
            return reroute(message, reroute.queue());
        }
        if (outcome instanceof Unknown unknown) {
            return setAside(message, unknown);
        }
        return outcome instanceof Postpone postpone
                ? postpone(message, postpone)
                : endings.bury(message, BuriedBecause.attemptFailed(((Reject) outcome).reason()));
    }

    private Future<Void> postpone(Message message, Postpone postpone) {
        return queue.troubled()
                .postpone(message, postpone.after(), postpone.waitsFor())
                .compose(held -> endings.tell(held, () -> listener.postponed(name(), message, postpone.reason())));
    }

    private Future<Void> reroute(Message message, String to) {
        if (Rerouting.times(message) >= REROUTED_MOST) {
            String reason = "it was rerouted " + REROUTED_MOST + " times, and is to go to " + to + " now";
            return endings.bury(message, BuriedBecause.attemptFailed(reason));
        }
        return queue.rerouting()
                .reroute(message, to)
                .compose(held -> endings.tell(held, () -> listener.rerouted(name(), message, to)))
                .recover(failure -> failure instanceof UnknownQueueException
                        ? retry(message, new Retry("it cannot be rerouted: " + failure.getMessage(), Optional.empty()))
                        : Future.failedFuture(failure));
    }

    private Future<Void> setAside(Message message, Unknown unknown) {
        return queue.unknown()
                .setAside(message, unknown.kind())
                .compose(held -> endings.tell(held, () -> listener.unknown(name(), message, unknown.kind())));
    }

    private Future<Void> written(Message message, Future<Void> settled) {
        return settled.onFailure(failure -> listener.notSettled(name(), message, String.valueOf(failure.getMessage())))
                .otherwiseEmpty();
    }

    private Future<Void> retry(Message message, Retry retry) {
        int attempt = message.trouble().attempts() + 1;
        Optional<Duration> pause =
                policy.pause(message, attempt).map(backoff -> retry.after().orElse(backoff));
        return pause.isEmpty()
                ? endings.bury(message, BuriedBecause.attemptFailed(retry.reason()))
                : queue.troubled()
                        .retry(message, attempt, retry.reason(), pause.get())
                        .compose(held -> endings.tell(
                                held, () -> listener.retrying(name(), message, retry.reason(), pause.get())));
    }

    private String name() {
        return queue.messages().name();
    }
}
