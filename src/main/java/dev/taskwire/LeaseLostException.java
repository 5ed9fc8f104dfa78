package dev.taskwire;

/** Another delivery has the message, or may have it: what this one does with it does not count. */
public final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLostException(Throwable cause) {
        super("the lease of the message was lost", cause);
    }
}
