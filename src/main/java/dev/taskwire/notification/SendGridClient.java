package dev.taskwire.notification;

import dev.taskwire.config.MailConfig;
import dev.taskwire.config.SendingConfig;
import dev.taskwire.notification.PostClient.Server;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Sends mail by SendGrid's {@code /v3/mail/send}. One serves all instances of a process and may be used from any
 * context. The number of connections and of those who wait for one is bounded, and so is the time of a request, the wait for a
 * connection included. Redirects are not followed: they would carry the key elsewhere.
 *
 * <p>It stands on Vert.x's HTTP client, not on the web client above it: that one speaks of an answer only when its body
 * is complete, so that a connection lost behind a 202 would look like a mail that was not accepted, and would be sent
 * again.
 */
public final class SendGridClient implements Mailer {
    private final PostClient client;
    private final SendGridRequest requests;
    private final SendGridAnswer answers;
    private final Duration timeout;
    private final int connections;

    private SendGridClient(PostClient client, SendGridRequest requests, MailConfig config) {
        this.client = client;
        this.requests = requests;
        this.answers = new SendGridAnswer(requests.key(), Clock.systemUTC());
        this.timeout = config.timeout();
        this.connections = config.connections();
    }

    /**
     * Makes a client, which ends with its Vert.x.
     *
     * @throws IllegalArgumentException where there is no key, or one that no key can be
     */
    public static SendGridClient create(Vertx vertx, MailConfig config) {
        SendGridRequest requests = new SendGridRequest(config);
        Server sendGrid = new Server("sendgrid", false, SendGridAnswer::accepts);
        return new SendGridClient(
                PostClient.create(vertx, sendGrid, config.timeout(), config.connections()), requests, config);
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public int connections() {
        return connections;
    }

    @Override
    public int most() {
        return SendingConfig.TOGETHER_MOST;
    }

    @Override
    public Future<List<MailAnswer>> send(List<Mail> mails, Deadline deadline) {
        return new SendGridBatch(some -> client.post(requests.options(), requests.body(some), deadline)
                        .map(answers::verdict))
                .send(mails);
    }
}
