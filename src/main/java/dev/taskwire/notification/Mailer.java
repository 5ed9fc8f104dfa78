package dev.taskwire.notification;

import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;

/** A way for mail to go out. */
public interface Mailer {
    /**
     * Sends one mail. Must not block; may be called from any context.
     *
     * @return done when the provider has accepted it; never a failed future
     */
    Future<Outcome> send(Mail mail);
}
