package dev.taskwire.notification;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * POSTs to one server, from any thread. The number of connections and of those who wait for one is bounded, and so is the
 * time of a call, the wait for a connection included. Redirects are not followed: they would carry secrets elsewhere.
 */
final class PostClient {
    private static final Duration CONNECT_LONGEST = Duration.ofSeconds(5);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final int WAITING_MOST = 1000;

    /** Which part of the time is the answer's: a request that is written with none left is one of which nobody knows. */
    private static final int ANSWER_SHARE = 10;

    /**
     * A connection that was idle may be found closed when something is written, and where the server has gone away, all of
     * them are: the next one tells which it is. No more of them, since it may be the request that breaks connections.
     */
    private static final int CONNECTIONS_TRIED = 3;

    /** In between, the client finds out which others of its connections are closed. */
    private static final Duration BEFORE_ANOTHER = Duration.ofMillis(50);

    /** An idle connection may stay that much longer; an idle process looks no oftener. */
    private static final Duration CLEANED_EVERY = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final HttpClient client;
    private final IntPredicate accepts;
    private final Duration timeout;

    private PostClient(Vertx vertx, HttpClient client, IntPredicate accepts, Duration timeout) {
        this.vertx = vertx;
        this.client = client;
        this.accepts = accepts;
        this.timeout = timeout;
    }

    /**
     * The other end.
     *
     * @param name in metrics
     * @param secret whether its address is one, so that no trace may have it
     * @param accepts the statuses that say everything: the text of such an answer is not waited for
     */
    record Server(String name, boolean secret, IntPredicate accepts) {}

    /**
     * Makes a client, which ends with its Vert.x.
     *
     * @param timeout how long a call may take
     * @param connections calls under way at once
     */
    static PostClient create(Vertx vertx, Server server, Duration timeout, int connections) {
        Duration connect = timeout.compareTo(CONNECT_LONGEST) < 0 ? timeout : CONNECT_LONGEST;
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setName(server.name())
                        .setTracingPolicy(server.secret() ? TracingPolicy.IGNORE : TracingPolicy.PROPAGATE)
                        .setConnectTimeout((int) connect.toMillis())
                        .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds()),
                new PoolOptions()
                        .setHttp1MaxSize(connections)
                        .setMaxWaitQueueSize(WAITING_MOST)
                        .setCleanerPeriod((int) CLEANED_EVERY.toMillis()));
        return new PostClient(vertx, client, server.accepts(), timeout);
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @param options the request's own; changed
     * @param deadline nothing is sent after it
     * @return how it ended; never a failed future
     */
    Future<PostEnd> post(RequestOptions options, Buffer body, Deadline deadline) {
        return post(new Post(options, body, deadline), CONNECTIONS_TRIED);
    }

    /** Nothing was sent on a connection that breaks before, so nothing can come twice. */
    private Future<PostEnd> post(Post post, int tries) {
        return postOnce(post.options(), post.body(), post.deadline())
                .compose(end -> end instanceof PostEnd.Unwritten && tries > 1
                        ? vertx.timer(BEFORE_ANOTHER.toMillis(), TimeUnit.MILLISECONDS)
                                .compose(waited -> post(post, tries - 1))
                        : Future.succeededFuture(end));
    }

    private Future<PostEnd> postOnce(RequestOptions options, Buffer body, Deadline deadline) {
        Deadline writeBy = deadline.earlier(timeout.dividedBy(ANSWER_SHARE));
        if (writeBy.hasPassed()) {
            return Future.succeededFuture(new PostEnd.TooLate());
        }
        return client.request(options.setFollowRedirects(false).setConnectTimeout(writeBy.millisLeft()))
                .compose(
                        request -> new PostExchange(request, accepts, writeBy).run(body, deadline),
                        unreached -> Future.succeededFuture(new PostEnd.Unreached(unreached)));
    }

    private record Post(RequestOptions options, Buffer body, Deadline deadline) {}
}
