package dev.taskwire.queue;

/**
 * How far the work on a message is.
 *
 * @param fraction 0 to 1
 * @param note a few words for people; may be empty
 */
public record Progress(double fraction, String note) {
    private static final int NOTE_LONGEST = 500;

    public Progress {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("progress: expected 0 to 1, got " + fraction);
        }
        String storable = FailureReason.storable(note);
        note = storable.length() <= NOTE_LONGEST ? storable : storable.substring(0, NOTE_LONGEST - 1) + "…";
    }
}
