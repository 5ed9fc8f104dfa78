package dev.taskwire.worker;

/** Another worker has the message by now, or may have: what this one does with it no longer counts. */
public final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLostException() {
        super("the lease was lost", null, false, false);
    }
}
