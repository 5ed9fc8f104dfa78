package dev.taskwire.queue;

/**
 * What is to be sent back.
 *
 * @param again also what was sent back before
 * @param by who asks for it; the database's user is noted beside
 * @param rate messages a second, at the most
 */
public record RedriveRequest(FailureFilter filter, boolean again, String by, int rate) {
    /** More than this would be sent in transactions that are not short. */
    public static final int RATE_MOST = 100_000;

    private static final int BATCHES_A_SECOND = 5;
    private static final int BATCH_MOST = 500;

    public RedriveRequest {
        if (rate < 1 || rate > RATE_MOST) {
            throw new IllegalArgumentException("the rate must be 1 to " + RATE_MOST + ", not " + rate);
        }
    }

    /** How many go in one transaction. */
    int batchSize() {
        return Math.max(1, Math.min(BATCH_MOST, rate / BATCHES_A_SECOND));
    }
}
