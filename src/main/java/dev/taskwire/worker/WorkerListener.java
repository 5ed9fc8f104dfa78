package dev.taskwire.worker;

import dev.taskwire.queue.Message;
import dev.taskwire.queue.MessageKind;
import dev.taskwire.queue.Progress;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Observes the workers of a process. Logs, metrics and tests are listeners. Called on event loops, several at once: it
 * must neither block nor throw.
 */
public interface WorkerListener {
    /** A worker's turn brought messages. */
    default void taken(String queue, WakeCause cause, int messages) {}

    /** A notification that this process heard brought messages, so long after it was heard. */
    default void woken(String queue, Duration took) {}

    /**
     * Messages were taken for the first time: how long, by the database's clock, they had been on their queue. A delay that
     * their sender asked for counts.
     *
     * @param shortest how long the last of them
     * @param longest how long the first of them
     */
    default void waited(String queue, int messages, Duration shortest, Duration longest) {}

    /** Messages were worked on, all together for so long, whatever came of it. */
    default void worked(String queue, int messages, Duration took) {}

    /** A turn could not be taken; the next try follows after a pause. */
    default void turnFailed(String queue, Throwable cause, Duration pause) {}

    /** An attempt failed, and another follows after a pause. */
    default void retrying(String queue, Message message, String reason, Duration pause) {}

    /** The work on a message was not begun, and will be later; that is no attempt. */
    default void postponed(String queue, Message message, String reason) {}

    /** A handler has told how far it is. */
    default void progressed(String queue, Message message, Progress progress) {}

    /** A message was put on another queue, as its handler wanted. */
    default void rerouted(String queue, Message message, String to) {}

    /** A worker is about to take up to so many messages. */
    default void reading(String queue, int most) {}

    /** No handler here knows the type or the version of a message; it waits for a process that does, and that is no attempt. */
    default void unknown(String queue, Message message, MessageKind kind) {}

    /** A message is not what its handler takes; it becomes a dead letter, unless the user's code decides otherwise. */
    default void invalid(String queue, Message message, String reason) {}

    /** A handler kept its event loop for so long, and with it all that lives there. */
    default void blocked(String queue, Duration took) {}

    /** A message became a dead letter. */
    default void buried(String queue, Message message, String reason) {}

    /** A message that has brought down its process several times is worked on alone. */
    default void quarantined(String queue, Message message) {}

    /** What became of a message could not be written down: it comes back when its lease ends. */
    default void notSettled(String queue, Message message, String reason) {}

    /** The leases of what is in hand could not be extended this time. */
    default void extensionFailed(String queue, Throwable cause) {}

    /** A stop gave messages back that were not finished. */
    default void released(String queue, int messages) {}

    /** Messages whose work is done have left the queue. */
    default void done(String queue, int messages) {}

    /** Messages whose work is done belonged to another delivery by then, and were left alone. */
    default void leaseLost(String queue, int messages) {}

    /** This process has begun to keep a queue quiet, or no longer does; while it is, no writer wakes anybody. */
    default void keepsQuiet(String queue, boolean quiet) {}

    /** A queue of this process was paused, or is paused when it starts; or it was resumed. */
    default void paused(String queue, boolean paused) {}

    /** A destination takes nothing for a while; what is for it waits, and that is no attempt. */
    default void closed(String destination, String reason, Duration pause) {}

    /** A destination takes what is for it again. */
    default void opened(String destination) {}

    /** A notification went by one channel, or is left out there. */
    default void notified(String type, String channel, Notified how) {}

    /**
     * An HTTP call came to an end.
     *
     * @param httpQueue its HTTP-call queue
     * @param outcome done, retry, reject, postponed or accepted
     * @param reason empty where all is well
     */
    default void called(String httpQueue, String outcome, String reason, Duration took) {}

    /** Something came of an occurrence of a schedule, by this process's doing. */
    default void occurred(String schedule, Occurred what) {}

    /** An occurrence of a schedule was fired so long after its time, by the database's clock. */
    default void firedLate(String schedule, Duration late) {}

    /** The process listens for wakes, for the first time or again. */
    default void listening() {}

    /** The process no longer listens; the poll goes on. */
    default void listenerLost(String reason) {}

    /**
     * Messages were moved by one statement, which took so long.
     *
     * @param traceParents where the writers had given some, each once, and no more of them than a few; empty where nobody
     *     asked for them
     */
    default void moved(String queue, int messages, Duration took, List<String> traceParents) {}

    /**
     * The work on messages begins, and does so within this call: a listener may surround it, so that what the work calls is
     * seen as a part of it. Every one of them is told of by {@link #ended} later.
     */
    default <T> T working(String queue, List<Message> batch, Supplier<T> begin) {
        return begin.get();
    }

    /** The work on a message came to an outcome, which is written down within this call; it may be surrounded, too. */
    default Future<Void> settling(String queue, Message message, Outcome outcome, Supplier<Future<Void>> write) {
        return write.get();
    }

    /** A message that was worked on is in hand no more: settled, given back, or another's. */
    default void ended(String queue, Message message) {}

    /** One listener that tells two. */
    static WorkerListener both(WorkerListener first, WorkerListener second) {
        return new WorkerListeners(first, second);
    }
}
