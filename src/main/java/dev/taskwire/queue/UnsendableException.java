package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.util.Objects;

/** A queue cannot hold what was to be sent: it is no JSON, or JSON of a kind that Postgres refuses. Nothing was sent. */
public final class UnsendableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnsendableException(PgException refusal) {
        super(
                refusal.getErrorMessage() + ": "
                        + Objects.requireNonNullElse(refusal.getDetail(), "it cannot be stored"),
                refusal);
    }

    /** Gives a failure that says so this type, and leaves every other as it is. */
    static <T> Future<T> recognize(Throwable failure) {
        boolean isAboutData = failure instanceof PgException refusal
                && (refusal.getSqlState().startsWith("22")
                        || refusal.getSqlState().startsWith("54"));
        return Future.failedFuture(isAboutData ? new UnsendableException((PgException) failure) : failure);
    }
}
