package dev.taskwire.notification;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** A way for mail to go out. */
public interface Mailer {
    /** How long a call may take, from the ledger's row to the answer. */
    Duration timeout();

    /** How many calls it makes at once; what is sent beside them waits within its own time. */
    int connections();

    /** How many mails may go in one call. */
    int most();

    /**
     * Sends mails in one call. Must not block; may be called from any context.
     *
     * @param mails {@link #most} at most
     * @param deadline nothing of the mails is sent after it: from then on another process may send them
     * @return what is known about each mail then, in their order; never a failed future
     */
    Future<List<MailAnswer>> send(List<Mail> mails, Deadline deadline);
}
