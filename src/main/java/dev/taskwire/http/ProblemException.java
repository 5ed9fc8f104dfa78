package dev.taskwire.http;

/** Ends the work on a request: what it is answered with. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(int status, String detail) {
        super(detail, null, false, false);
        problem = new Problem(status, detail);
    }

    Problem problem() {
        return problem;
    }
}
