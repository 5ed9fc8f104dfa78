package dev.taskwire;

import dev.taskwire.postgres.MigrationException;
import dev.taskwire.queue.UnknownQueueException;
import dev.taskwire.queue.UnsendableException;
import io.vertx.core.json.EncodeException;

/** Something that Taskwire was asked for cannot be done; the message says what, and what to do about it. */
public final class TaskwireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TaskwireException(String message) {
        super(message);
    }

    private TaskwireException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }

    /** Failures of Taskwire's own become one of these, every other stays as it is. */
    static Throwable inPublicWords(Throwable failure) {
        boolean isOwn = failure instanceof UnknownQueueException
                || failure instanceof UnsendableException
                || failure instanceof EncodeException
                || failure instanceof MigrationException;
        return isOwn ? new TaskwireException(failure) : failure;
    }
}
