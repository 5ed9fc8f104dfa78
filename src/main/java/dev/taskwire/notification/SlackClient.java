package dev.taskwire.notification;

import dev.taskwire.config.Secret;
import dev.taskwire.config.SlackConfig;
import dev.taskwire.notification.PostClient.Server;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

/**
 * Posts to a Slack channel by its incoming webhook. One serves all instances of a process and may be used from any
 * context. Whoever knows the webhook's address may post: it is in no log, no failure, no metric and no trace.
 */
public final class SlackClient {
    private static final int CONNECTIONS = 4;
    private static final int HIGHEST_PORT = 65_535;

    private final PostClient client;
    private final Secret address;
    private final SlackAnswer answers;
    private final Duration timeout;

    private SlackClient(PostClient client, Secret address, Duration timeout) {
        this.client = client;
        this.address = address;
        this.answers = new SlackAnswer(address, Clock.systemUTC());
        this.timeout = timeout;
    }

    /**
     * Makes a client, which ends with its Vert.x.
     *
     * @throws IllegalArgumentException where there is no address, or one that cannot be called
     */
    public static SlackClient create(Vertx vertx, SlackConfig config) {
        Secret address = config.webhookUrl()
                .orElseThrow(() -> new IllegalArgumentException("there is no webhook: set SLACK_WEBHOOK_URL"));
        if (!isCallable(address)) {
            throw new IllegalArgumentException("slack.webhook_url is no address that can be called");
        }
        Server slack = new Server("slack", true, SlackAnswer::accepts);
        return new SlackClient(
                PostClient.create(vertx, slack, config.timeout(), CONNECTIONS), address, config.timeout());
    }

    /** How long a call may take. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Posts a message. Must not block; may be called from any context.
     *
     * @param deadline nothing of the message is sent after it
     * @return what is known about the message then; never a failed future
     */
    Future<ChatAnswer> post(SlackMessage message, Deadline deadline) {
        return client.post(request(address), message.toJson().toBuffer(), deadline)
                .map(answers::of);
    }

    private static RequestOptions request(Secret address) {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(address.value())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8");
    }

    /** What the HTTP client says about an address that it cannot call shows it. */
    private static boolean isCallable(Secret address) {
        try {
            URI uri = URI.create(address.value());
            return uri.getPort() <= HIGHEST_PORT
                    && uri.getHost().equals(request(address).getHost());
        } catch (RuntimeException uncallable) {
            return false;
        }
    }
}
