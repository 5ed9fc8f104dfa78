package dev.taskwire;

/**
 * One thing that is wrong with a payload.
 *
 * @param pointer where, as a JSON pointer into the payload; empty for the payload as a whole
 * @param reason what, in words
 */
public record Violation(String pointer, String reason) {
    /** For people. */
    @Override
    public String toString() {
        return pointer.isEmpty() ? reason : pointer + ": " + reason;
    }
}
