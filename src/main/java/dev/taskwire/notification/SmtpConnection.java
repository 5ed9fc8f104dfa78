package dev.taskwire.notification;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.ext.mail.MailResult;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the SMTP server, for one mail at a time: made when there is a mail, kept while mails are accepted, and
 * given up with the first that is not. Who has taken it from {@link SmtpConnections} has it alone.
 */
final class SmtpConnection {
    private final Context home;
    private final SmtpOptions options;
    private @Nullable SmtpSession session;

    /** @param home where sessions are deployed from, so that none ends with the verticle whose mail it sends */
    SmtpConnection(Context home, SmtpOptions options) {
        this.home = home;
        this.options = options;
    }

    /** Sends a mail; nothing of it is sent after the deadline. */
    Future<MailResult> send(SmtpMessage message, Deadline deadline) {
        return session().compose(open -> open.send(message, deadline).onFailure(failed -> giveUp(open)));
    }

    /** Ends an idle connection. */
    void close() {
        SmtpSession open = session;
        session = null;
        if (open != null) {
            open.quit();
        }
    }

    private Future<SmtpSession> session() {
        SmtpSession open = session;
        return open == null ? opened(new SmtpSession(options)) : Future.succeededFuture(open);
    }

    private Future<SmtpSession> opened(SmtpSession fresh) {
        Promise<String> deployed = Promise.promise();
        home.runOnContext(now -> home.owner().deployVerticle(fresh).onComplete(deployed));
        return deployed.future().map(id -> {
            session = fresh;
            return fresh;
        });
    }

    private void giveUp(SmtpSession open) {
        session = null;
        open.cut();
    }
}
