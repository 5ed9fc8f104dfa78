package dev.taskwire.worker;

import dev.taskwire.config.OnSuccess;
import dev.taskwire.queue.MessageKind;
import java.time.Duration;
import java.util.Optional;

/** What came of the work on one message. */
public sealed interface Outcome {
    Outcome DONE = new Done(Optional.empty());

    /**
     * The work is done; the message may go.
     *
     * @param onSuccess whether it is deleted or archived; where nothing is said, as the queue does
     */
    record Done(Optional<OnSuccess> onSuccess) implements Outcome {}

    /**
     * The work is not done, and may be at another attempt.
     *
     * @param reason a sentence for people
     * @param after how long to wait; where nothing is said, the queue's backoff decides
     */
    record Retry(String reason, Optional<Duration> after) implements Outcome {}

    /**
     * The work was not begun, since it cannot be for now: no attempt.
     *
     * @param reason a sentence for people
     * @param after how long to wait
     * @param waitsFor the destination that is closed, if that is why: the message comes back as soon as it is open
     */
    record Postpone(String reason, Duration after, Optional<String> waitsFor) implements Outcome {}

    /** No handler here knows the message's type or version: it waits, outside of its queue, for a process that does. */
    record Unknown(MessageKind kind) implements Outcome {}

    /**
     * The work cannot be done, now or later: the message becomes a dead letter.
     *
     * @param reason a sentence for people
     */
    record Reject(String reason) implements Outcome {}

    /**
     * Another queue's workers are to do it: the message goes there, with its event id and its headers.
     *
     * @param queue the other queue's name
     */
    record Reroute(String queue) implements Outcome {}

    static Outcome retry(String reason) {
        return new Retry(reason, Optional.empty());
    }

    static Outcome postpone(String reason, Duration after) {
        return new Postpone(reason, after, Optional.empty());
    }

    static Outcome reject(String reason) {
        return new Reject(reason);
    }

    /** A failure that nobody has judged may pass. */
    static Outcome failed(Throwable cause) {
        return retry(cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage());
    }
}
