package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;

/** There is no queue of that name; the message names those that are there. */
public final class UnknownQueueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What taskwire.require_queue raises. */
    private static final String UNDEFINED_OBJECT = "42704";

    private static final String BEGINNING = "There is no queue ";

    private UnknownQueueException(PgException refusal) {
        super(refusal.getErrorMessage() + " " + refusal.getDetail(), refusal);
    }

    /** Gives a failure that says so this type, and leaves every other as it is. */
    static <T> Future<T> recognize(Throwable failure) {
        boolean isUnknown = failure instanceof PgException refusal
                && UNDEFINED_OBJECT.equals(refusal.getSqlState())
                && refusal.getErrorMessage().startsWith(BEGINNING);
        return Future.failedFuture(isUnknown ? new UnknownQueueException((PgException) failure) : failure);
    }
}
