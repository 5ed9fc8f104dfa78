package dev.taskwire.schedule;

/** The times of a schedule cannot be worked out; the message says why. */
public final class InvalidTimingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidTimingException(String reason) {
        super(reason);
    }
}
