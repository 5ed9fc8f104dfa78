package dev.taskwire.http;

import org.jspecify.annotations.Nullable;

/** Ends the work on a request: what it is answered with. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(int status, String detail) {
        this(status, detail, null);
    }

    /** @param cause is for the log alone */
    ProblemException(int status, String detail, @Nullable Throwable cause) {
        super(detail, cause, false, false);
        problem = new Problem(status, detail);
    }

    Problem problem() {
        return problem;
    }
}
