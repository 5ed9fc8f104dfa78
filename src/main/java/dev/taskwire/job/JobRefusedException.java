package dev.taskwire.job;

/** What the message asks for cannot be done, now or later; says why in a sentence for people. */
final class JobRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JobRefusedException(String reason) {
        super(reason, null, false, false);
    }
}
