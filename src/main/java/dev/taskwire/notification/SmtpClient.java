package dev.taskwire.notification;

import dev.taskwire.config.MailConfig;
import dev.taskwire.notification.MailContent.Rendered;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sends mail to an SMTP server. One serves all instances of a process and may be used from any context. The number of
 * connections and of those who wait for one is bounded, and so is the time of a mail, the wait included. A password is
 * only said on an encrypted connection whose other end has a valid certificate for its name.
 */
public final class SmtpClient implements Mailer {
    /** Which part of the time is the dialogue's: a mail for which less is left is not begun. */
    private static final int DIALOGUE_SHARE = 10;

    private final Vertx vertx;
    private final MailConfig config;
    private final SmtpMessages messages;
    private final SmtpConnections connections;
    private final SmtpAnswer answers;

    private SmtpClient(Vertx vertx, MailConfig config, SmtpOptions options) {
        this.vertx = vertx;
        this.config = config;
        this.messages = new SmtpMessages(config.sender());
        this.connections = new SmtpConnections(vertx, options, config.connections());
        this.answers = new SmtpAnswer(config.smtp().login());
    }

    /**
     * Makes a client, which ends with its Vert.x. Not from within a verticle: its connections would end with that.
     *
     * @throws IllegalArgumentException where the sender is no address that SMTP can name
     */
    public static SmtpClient create(Vertx vertx, MailConfig config) {
        return create(vertx, config, Optional.empty());
    }

    static SmtpClient create(Vertx vertx, MailConfig config, Optional<TrustOptions> trust) {
        return new SmtpClient(vertx, config, new SmtpOptions(config.smtp(), config.timeout(), trust));
    }

    @Override
    public Duration timeout() {
        return config.timeout();
    }

    @Override
    public int connections() {
        return config.connections();
    }

    @Override
    public int most() {
        return 1;
    }

    @Override
    public Future<List<MailAnswer>> send(List<Mail> mails, Deadline deadline) {
        Context caller = vertx.getOrCreateContext();
        Promise<List<MailAnswer>> answered = Promise.promise();
        Future.all(mails.stream().map(mail -> send(mail, deadline)).toList())
                .map(CompositeFuture::<MailAnswer>list)
                .onComplete(all -> caller.runOnContext(now -> answered.handle(all)));
        return answered.future();
    }

    private Future<MailAnswer> send(Mail mail, Deadline deadline) {
        if (!(mail.content() instanceof Rendered words)) {
            return Future.succeededFuture(SmtpAnswer.noTemplates());
        }
        Deadline writeBy = deadline.earlier(timeout().dividedBy(DIALOGUE_SHARE));
        if (writeBy.hasPassed()) {
            return Future.succeededFuture(SmtpAnswer.tooLate());
        }
        return messages.message(mail, words, writeBy)
                .map(message -> send(message, deadline))
                .orElseGet(() -> Future.succeededFuture(SmtpAnswer.noMailbox()));
    }

    private Future<MailAnswer> send(SmtpMessage message, Deadline deadline) {
        return connections
                .take(message.writeBy())
                .compose(taken -> taken.map(connection -> send(message, connection, deadline))
                        .orElseGet(() -> Future.succeededFuture(SmtpAnswer.tooLate())));
    }

    private Future<MailAnswer> send(SmtpMessage message, SmtpConnection connection, Deadline deadline) {
        return connection
                .send(message, deadline)
                .map(result -> SmtpAnswer.accepted(message.id()))
                .otherwise(failure -> answers.of(failure, message.isBegun()))
                .onComplete(ended -> connections.giveBack(connection));
    }
}
