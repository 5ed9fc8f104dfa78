package dev.taskwire.httpcall;

import dev.taskwire.httpcall.Answer.Unanswered;

/** A call was not made. Its message is for whoever wrote it. */
final class UncallableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    private UncallableException(String message, boolean permanent) {
        super(message);
        this.permanent = permanent;
    }

    /** It cannot be made as it is written. */
    static UncallableException forGood(String reason) {
        return new UncallableException(reason, true);
    }

    /** It cannot be made now. */
    static UncallableException forNow(String reason) {
        return new UncallableException(reason, false);
    }

    Unanswered answer() {
        return new Unanswered(String.valueOf(getMessage()), permanent);
    }
}
