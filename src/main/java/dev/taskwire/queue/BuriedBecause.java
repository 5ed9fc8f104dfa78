package dev.taskwire.queue;

/**
 * Why a message becomes a dead letter.
 *
 * @param reason a sentence for people
 * @param attempted whether this delivery was an attempt, and so counts as one
 */
public record BuriedBecause(String reason, boolean attempted) {
    public BuriedBecause {
        reason = FailureReason.storable(reason);
    }

    /** The last attempt failed, or the handler rejected the message. */
    public static BuriedBecause attemptFailed(String reason) {
        return new BuriedBecause(reason, true);
    }

    /** The message was not given to its handler this time: it has ended too many processes, or cannot be read. */
    public static BuriedBecause notAttempted(String reason) {
        return new BuriedBecause(reason, false);
    }
}
