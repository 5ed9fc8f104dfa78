package dev.taskwire.worker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

/**
 * Keeps apart the works that go together for a while, such as in one statement. Where each is followed on a context of its
 * own, what comes after belongs to that one again; where nobody follows, nothing is done.
 */
public final class OwnContext {
    private OwnContext() {}

    /** The same future, that completes on the context that calls this, if that is a single work's. */
    public static <T> Future<T> of(Future<T> shared) {
        ContextInternal own = ContextInternal.current();
        if (own == null || !own.isDuplicate()) {
            return shared;
        }
        Promise<T> promise = own.promise();
        shared.onComplete(promise);
        return promise.future();
    }
}
