package dev.taskwire.notification;

import dev.taskwire.config.MailConfig;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
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
    private static final Duration CONNECT_LONGEST = Duration.ofSeconds(5);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final int WAITING_MOST = 1000;

    /** Which part of the time is the answer's: a request that is written with none left is a mail of which nobody knows. */
    private static final int ANSWER_SHARE = 10;

    /** An idle connection may stay that much longer; an idle process looks no oftener. */
    private static final Duration CLEANED_EVERY = Duration.ofSeconds(5);

    private final HttpClient client;
    private final SendGridRequest requests;
    private final SendGridAnswer answers;
    private final Duration timeout;
    private final int connections;

    private SendGridClient(HttpClient client, SendGridRequest requests, MailConfig config) {
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
        return new SendGridClient(httpClient(vertx, config), requests, config);
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
        return 1;
    }

    @Override
    public Future<List<MailAnswer>> send(List<Mail> mails, Deadline deadline) {
        return Future.all(mails.stream().map(mail -> send(mail, deadline)).toList())
                .map(CompositeFuture::list);
    }

    Future<MailAnswer> send(Mail mail, Deadline deadline) {
        Deadline writeBy = deadline.earlier(timeout.dividedBy(ANSWER_SHARE));
        if (writeBy.hasPassed()) {
            return Future.succeededFuture(SendGridAnswer.tooLate());
        }
        Buffer body = requests.body(mail);
        return client.request(requests.options().setConnectTimeout(writeBy.millisLeft()))
                .compose(
                        request -> new SendGridExchange(request, answers, writeBy).run(body, deadline),
                        unreached -> Future.succeededFuture(SendGridAnswer.unreached(unreached)));
    }

    private static HttpClient httpClient(Vertx vertx, MailConfig config) {
        Duration connect = config.timeout().compareTo(CONNECT_LONGEST) < 0 ? config.timeout() : CONNECT_LONGEST;
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setName("sendgrid")
                        .setConnectTimeout((int) connect.toMillis())
                        .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds()),
                new PoolOptions()
                        .setHttp1MaxSize(config.connections())
                        .setMaxWaitQueueSize(WAITING_MOST)
                        .setCleanerPeriod((int) CLEANED_EVERY.toMillis()));
    }
}
