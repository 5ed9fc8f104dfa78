package dev.taskwire.notification;

import io.vertx.core.Future;
import java.time.Duration;

/** A way for mail to go out. */
public interface Mailer {
    /** How long a call may take, from the ledger's row to the answer. */
    Duration timeout();

    /** How many calls it makes at once; what is sent beside them waits within its own time. */
    int connections();

    /**
     * Sends one mail. Must not block; may be called from any context.
     *
     * @param deadline nothing of the mail is sent after it: from then on another process may send it
     * @return what is known about the mail then; never a failed future
     */
    Future<MailAnswer> send(Mail mail, Deadline deadline);
}
