package dev.taskwire.queue;

/**
 * Why a message becomes a dead letter.
 *
 * @param reason a sentence for people; what Postgres cannot hold is taken out of it, and it is cut where it is too long
 * @param attempted whether this delivery was an attempt, and so counts as one
 */
public record BuriedBecause(String reason, boolean attempted) {
    private static final int LONGEST = 8_000;

    public BuriedBecause {
        String storable = reason.replace('\u0000', '\uFFFD').strip();
        reason = storable.isEmpty() ? "no reason given" : cut(storable);
    }

    /** The last attempt failed, or the handler rejected the message. */
    public static BuriedBecause attemptFailed(String reason) {
        return new BuriedBecause(reason, true);
    }

    /** The message was not given to its handler this time: it has ended too many processes, or cannot be read. */
    public static BuriedBecause notAttempted(String reason) {
        return new BuriedBecause(reason, false);
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
