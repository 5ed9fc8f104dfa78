package dev.taskwire.queue;

/** Reasons as they are kept: whatever an exception says fits into the database. */
public final class FailureReason {
    private static final int LONGEST = 8_000;

    private FailureReason() {}

    /** The reason without what neither text nor jsonb can hold, and cut where it is too long. */
    public static String storable(String reason) {
        String storable = reason.replace('\u0000', '\uFFFD').strip();
        if (storable.isEmpty()) {
            return "no reason given";
        }
        return storable.codePointCount(0, storable.length()) <= LONGEST
                ? storable
                : storable.substring(0, storable.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
