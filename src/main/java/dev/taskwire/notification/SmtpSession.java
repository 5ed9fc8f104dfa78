package dev.taskwire.notification;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailResult;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mail client with one connection. It is a verticle because what a verticle has opened is closed with it: the mail
 * client has no way of its own to leave a mail that takes too long, and would go on sending it.
 */
final class SmtpSession extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);

    private final SmtpOptions options;

    @SuppressWarnings("NullAway.Init")
    private MailClient client;

    SmtpSession(SmtpOptions options) {
        this.options = options;
    }

    @Override
    public Future<?> start() {
        client = MailClient.create(vertx, options.forOneConnection());
        return Future.succeededFuture();
    }

    /** Sends a mail, and fails with a {@link java.util.concurrent.TimeoutException} where it takes too long: then cut. */
    Future<MailResult> send(SmtpMessage message, Deadline deadline) {
        Promise<MailResult> sent = Promise.promise();
        context.runOnContext(now -> client.sendMail(message)
                .timeout(deadline.millisLeft(), TimeUnit.MILLISECONDS)
                .onComplete(sent));
        return sent.future();
    }

    /** Ends the connection at once, whatever is under way. */
    void cut() {
        vertx.undeploy(deploymentID()).eventually(client::close).onFailure(SmtpSession::ended);
    }

    /** Takes leave of the server. */
    void quit() {
        client.close().eventually(() -> vertx.undeploy(deploymentID())).onFailure(SmtpSession::ended);
    }

    private static void ended(Throwable trouble) {
        LOG.debug("a connection to the SMTP server had ended already", trouble);
    }
}
