package dev.taskwire;

import java.time.Duration;
import java.util.Optional;

/** What came of an attempt at the work on one message. A value; may be shared. */
public sealed interface Outcome {
    /** The work is done; the message is deleted or archived, as the queue's options say. */
    static Outcome done() {
        return new Done(Optional.empty());
    }

    /** The work is done; the message is deleted, whatever the queue's options say. */
    static Outcome doneDeleting() {
        return new Done(Optional.of(OnSuccess.DELETE));
    }

    /** The work is done; the message is archived, whatever the queue's options say. */
    static Outcome doneArchiving() {
        return new Done(Optional.of(OnSuccess.ARCHIVE));
    }

    /**
     * The work is not done, and is tried again after the queue's backoff; at the last attempt the message becomes a dead letter.
     *
     * @param reason a sentence for people, kept with the message
     */
    static Outcome retry(String reason) {
        return new Retry(reason, Optional.empty());
    }

    /**
     * The same after a time of the handler's own.
     *
     * @param after from 0 on; after more than a minute the message waits outside of its queue
     */
    static Outcome retry(String reason, Duration after) {
        return new Retry(reason, Optional.of(after));
    }

    /**
     * The work cannot be done, now or later: the message becomes a dead letter at once.
     *
     * @param reason a sentence for people, kept with the message in {@code job_failures}
     */
    static Outcome reject(String reason) {
        return new Reject(reason);
    }

    /**
     * Another queue's workers are to do it: the message is put on that queue, at its end, with its headers and its event id, and
     * taken off its own, both or neither. Its type and version go along: the other queue's handlers must know them. Where there is no such queue it is a failed attempt; where the message has been rerouted ten
     * times it becomes a dead letter.
     */
    static Outcome reroute(String queue) {
        return new Reroute(queue);
    }

    /**
     * The work is done.
     *
     * @param onSuccess what becomes of the message; where nothing is said, the queue's options decide
     */
    record Done(Optional<OnSuccess> onSuccess) implements Outcome {}

    /**
     * The work is tried again.
     *
     * @param reason a sentence for people
     * @param after how long to wait; where nothing is said, the queue's backoff decides
     */
    record Retry(String reason, Optional<Duration> after) implements Outcome {}

    /**
     * The message becomes a dead letter.
     *
     * @param reason a sentence for people
     */
    record Reject(String reason) implements Outcome {}

    /**
     * The message goes to another queue.
     *
     * @param queue its name
     */
    record Reroute(String queue) implements Outcome {}
}
