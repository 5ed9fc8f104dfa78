package dev.taskwire.notification;

import dev.taskwire.notification.MailAnswer.Misconfigured;
import dev.taskwire.notification.MailAnswer.NotAccepted;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Unavailable;
import dev.taskwire.notification.MailAnswer.Unknown;
import dev.taskwire.queue.Destination;
import dev.taskwire.queue.Destination.Closing;
import dev.taskwire.worker.Outcome;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether mails go now. What the answers say about the provider as a whole closes and opens it here: in the database for
 * all processes, and in this process's lines. One for a process; may be used from any thread.
 */
final class MailGate {
    private static final Logger LOG = LoggerFactory.getLogger(MailGate.class);

    /** So many calls without an answer in a row, and the provider is left alone: each could be a mail that comes twice. */
    private static final int UNANSWERED_MOST = 10;

    /** When it is closed for longer, messages wait outside of their queue, but for a few that try it. */
    private static final Duration LONG = Duration.ofSeconds(10);

    private static final int TRYING = 16;
    private static final Duration OUTSIDE = Duration.ofSeconds(61);

    private final Destination destination;
    private final Lines lines;
    private final WorkerListener listener;
    private int unanswered;
    private int trying;
    private Optional<Deadline> longFrom = Optional.empty();
    private volatile String reason = "";

    MailGate(Destination destination, Lines lines, WorkerListener listener) {
        this.destination = destination;
        this.lines = lines;
        this.listener = listener;
    }

    Lines lines() {
        return lines;
    }

    /** Learns from the ledger that the provider is open. */
    void isOpen() {
        lines.open();
        if (markOpen()) {
            listener.opened(destination.name());
        }
    }

    /** Learns from the ledger that the provider is closed, and tried by another call. */
    void isClosed(String why, Duration left) {
        reason = why;
        lines.close(left);
        markClosed();
    }

    /**
     * Learns from a call's answers, and closes or opens the provider where they say so.
     *
     * @param isProbe whether the call was the one that tried a provider that is closed
     * @return for how long it is closed now; empty where it is open
     */
    Future<Optional<Duration>> learn(List<MailAnswer> answers, boolean isProbe) {
        Optional<Closing> closing = closing(answers, isProbe);
        if (closing.isPresent()) {
            return close(closing.get(), isProbe).map(Optional::of);
        }
        return isProbe ? open().map(Optional.empty()) : Future.succeededFuture(Optional.empty());
    }

    /**
     * What becomes of a message whose mail need not even wait in hand, since the provider has been closed for long and
     * enough others wait there to try it; empty where it may. So what comes meanwhile is not held up on its other ways.
     */
    Optional<Outcome> turnedAway() {
        return hasBeenClosedForLong() && lines.waiting() >= TRYING
                ? Optional.of(postponed(reason, outside(Duration.ZERO)))
                : Optional.empty();
    }

    /** What becomes of a message that waits until the provider is open. */
    Outcome wait(String reason, Duration left) {
        return postponed(reason, isForLong() ? outside(left) : soon(left));
    }

    private Outcome postponed(String why, Duration pause) {
        return new Outcome.Postpone(why, pause, Optional.of(destination.name()));
    }

    private synchronized Optional<Closing> closing(List<MailAnswer> answers, boolean isProbe) {
        for (MailAnswer answer : answers) {
            if (answer instanceof Misconfigured refused) {
                return Optional.of(new Closing(refused.reason(), true, Optional.empty()));
            }
            if (answer instanceof Unavailable away) {
                return Optional.of(new Closing(away.reason(), false, away.after()));
            }
        }
        MailAnswer last = answers.get(answers.size() - 1);
        unanswered = last instanceof Unknown ? unanswered + 1 : 0;
        boolean saysNothing = last instanceof Unknown || last instanceof NotTaken;
        return saysNothing && (isProbe || unanswered >= UNANSWERED_MOST)
                ? Optional.of(new Closing(((NotAccepted) last).reason(), false, Optional.empty()))
                : Optional.empty();
    }

    private Future<Duration> close(Closing closing, boolean isProbe) {
        reason = closing.reason();
        Duration meanwhile = closing.after().orElse(Duration.ofSeconds(1));
        lines.close(meanwhile);
        markClosed();
        return destination
                .close(closing, isProbe)
                .onFailure(
                        failure -> LOG.atWarn()
                                .addKeyValue("destination", destination.name())
                                .addKeyValue("reason", failure.getMessage())
                                .log(
                                        "it cannot be written that a destination is closed, other processes find out by themselves"))
                .otherwise(meanwhile)
                .onSuccess(pause -> {
                    lines.close(pause);
                    listener.closed(destination.name(), closing.reason(), pause);
                });
    }

    /** Where it cannot be written, the next call is the one that tries it. */
    private Future<Void> open() {
        return destination
                .open()
                .onSuccess(wasClosed -> isOpen())
                .onFailure(failure -> LOG.atWarn()
                        .addKeyValue("destination", destination.name())
                        .addKeyValue("reason", failure.getMessage())
                        .log("it cannot be written that a destination is open again"))
                .otherwise(false)
                .mapEmpty();
    }

    private synchronized void markClosed() {
        trying = TRYING;
        if (longFrom.isEmpty()) {
            longFrom = Optional.of(Deadline.in(LONG));
        }
    }

    /** Answers whether that is news. */
    private synchronized boolean markOpen() {
        boolean wasClosed = longFrom.isPresent();
        unanswered = 0;
        longFrom = Optional.empty();
        return wasClosed;
    }

    private synchronized boolean hasBeenClosedForLong() {
        return longFrom.map(Deadline::hasPassed).orElse(false);
    }

    private synchronized boolean isForLong() {
        return hasBeenClosedForLong() && trying-- <= 0;
    }

    private static Duration soon(Duration left) {
        return left.plusMillis(ThreadLocalRandom.current().nextLong(100, 200));
    }

    /** They come back one after the other, unless the provider opens before: then all of them at once. */
    private static Duration outside(Duration left) {
        Duration least = left.compareTo(OUTSIDE) > 0 ? left : OUTSIDE;
        return least.plusMillis(ThreadLocalRandom.current().nextLong(OUTSIDE.toMillis()));
    }
}
