package dev.taskwire.notification;

import dev.taskwire.config.MailConfig;
import dev.taskwire.config.SendingConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

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

    /**
     * A connection that was idle may be found closed when something is written, and where the provider has gone away, all
     * of them are: the next one tells which it is. No more of them, since it may be the mail that breaks connections.
     */
    private static final int CONNECTIONS_TRIED = 3;

    /** In between, the client finds out which others of its connections are closed. */
    private static final Duration BEFORE_ANOTHER = Duration.ofMillis(50);

    /** An idle connection may stay that much longer; an idle process looks no oftener. */
    private static final Duration CLEANED_EVERY = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final HttpClient client;
    private final SendGridRequest requests;
    private final SendGridAnswer answers;
    private final Duration timeout;
    private final int connections;

    private SendGridClient(Vertx vertx, SendGridRequest requests, MailConfig config) {
        this.vertx = vertx;
        this.client = httpClient(vertx, config);
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
        return new SendGridClient(vertx, requests, config);
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
        return new SendGridBatch(some -> request(some, deadline, CONNECTIONS_TRIED)).send(mails);
    }

    /** @param tries on how many connections */
    private Future<SendGridVerdict> request(List<Mail> mails, Deadline deadline, int tries) {
        Deadline writeBy = deadline.earlier(timeout.dividedBy(ANSWER_SHARE));
        if (writeBy.hasPassed()) {
            return Future.succeededFuture(SendGridVerdict.ofEach(SendGridAnswer.tooLate()));
        }
        Buffer body = requests.body(mails);
        return client.request(requests.options().setConnectTimeout(writeBy.millisLeft()))
                .compose(
                        request -> {
                            SendGridExchange exchange = new SendGridExchange(request, answers, writeBy);
                            return exchange.run(body, deadline)
                                    .compose(verdict -> exchange.isUnwritten() && tries > 1
                                            ? onAnother(mails, deadline, tries - 1)
                                            : Future.succeededFuture(verdict));
                        },
                        unreached ->
                                Future.succeededFuture(SendGridVerdict.ofEach(SendGridAnswer.unreached(unreached))));
    }

    private Future<SendGridVerdict> onAnother(List<Mail> mails, Deadline deadline, int tries) {
        return vertx.timer(BEFORE_ANOTHER.toMillis(), TimeUnit.MILLISECONDS)
                .compose(waited -> request(mails, deadline, tries));
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
