package dev.taskwire.testing;

import java.util.List;

/**
 * What came of a drain.
 *
 * @param done messages whose work was done
 * @param retried attempts that failed and are followed by another, later
 * @param deadLettered messages that became dead letters: rejected, not what their handler takes, or out of attempts
 * @param reasons why, for each attempt that was not done, such as {@code thumbnails 3: no such picture}
 */
public record Drained(int done, int retried, int deadLettered, List<String> reasons) {
    public Drained {
        reasons = List.copyOf(reasons);
    }

    @Override
    public String toString() {
        return done + " done, " + retried + " retried, " + deadLettered + " dead letters"
                + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons));
    }
}
