package dev.taskwire.queue;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.util.Objects;

/**
 * A queue cannot hold what was to be sent: it is no JSON, or JSON of a kind that Postgres refuses, or there may be one at a time.
 * Nothing was sent.
 */
public final class UnsendableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnsendableException(PgException refusal) {
        super(
                refusal.getErrorMessage() + ": "
                        + Objects.requireNonNullElse(refusal.getDetail(), "it cannot be stored"),
                refusal);
    }

    private UnsendableException(String reason) {
        super(reason);
    }

    static UnsendableException notUnique(String queue, String key, long id) {
        return new UnsendableException(
                "queue " + queue + " has message " + id + " with the unique key " + key + ", and takes no other");
    }

    /** Gives a failure that says so this type, and leaves every other as it is. */
    static <T> Future<T> recognize(Throwable failure) {
        boolean isAboutData = failure instanceof PgException refusal
                && (refusal.getSqlState().startsWith("22")
                        || refusal.getSqlState().startsWith("54"));
        return Future.failedFuture(isAboutData ? new UnsendableException((PgException) failure) : failure);
    }
}
