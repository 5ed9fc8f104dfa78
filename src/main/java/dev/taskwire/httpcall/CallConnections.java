package dev.taskwire.httpcall;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connections to addresses that were checked. They stay open for a while and serve calls to the same address, host, port
 * and scheme; how many stay is bounded. Neither a proxy nor a redirect leads anywhere else. May be used from any thread.
 */
final class CallConnections {
    private static final Duration CONNECT_LONGEST = Duration.ofSeconds(10);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(8);
    private static final Duration CLEANED_EVERY = Duration.ofSeconds(4);
    private static final int HEADERS_LARGEST = 32 * 1024;

    /** Where a name has more, those are not tried. */
    private static final int ADDRESSES_TRIED = 4;

    private final HttpClient client;
    private final int most;
    private final AtomicInteger open = new AtomicInteger();

    /** @param most calls under way at once */
    CallConnections(Vertx vertx, HttpClientOptions options, int most) {
        this.most = most;
        this.client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions()
                        .setHttp1MaxSize(most)
                        .setMaxWaitQueueSize(most)
                        .setCleanerPeriod((int) CLEANED_EVERY.toMillis()))
                .withConnectHandler(this::count)
                .build();
    }

    /** What is so of every connection. */
    static HttpClientOptions options() {
        return new HttpClientOptions()
                .setName("http_calls")
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setConnectTimeout((int) CONNECT_LONGEST.toMillis())
                .setSslHandshakeTimeout(CONNECT_LONGEST.toSeconds())
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds())
                .setMaxHeaderSize(HEADERS_LARGEST)
                .setDecompressionSupported(false)
                .setVerifyHost(true);
    }

    /**
     * A request on a connection to the first address that takes one.
     *
     * @param addresses checked
     * @param within how long that may take
     */
    Future<HttpClientRequest> open(HttpMethod method, WebAddress to, List<InetAddress> addresses, Duration within) {
        List<InetAddress> tried = addresses.subList(0, Math.min(addresses.size(), ADDRESSES_TRIED));
        long endsAt = System.nanoTime() + within.toNanos();
        return openOne(options(method, to), tried, endsAt);
    }

    /** How many are open, those among them that nobody uses. */
    int openNow() {
        return open.get();
    }

    /** Whether there are enough, so that another is not to stay open. */
    boolean areMany() {
        return open.get() > most;
    }

    Future<Void> close() {
        return client.close();
    }

    private Future<HttpClientRequest> openOne(RequestOptions options, List<InetAddress> addresses, long endsAt) {
        InetAddress first = addresses.get(0);
        long left = Duration.ofNanos(endsAt - System.nanoTime()).toMillis();
        RequestOptions own = new RequestOptions(options)
                .setServer(SocketAddress.inetSocketAddress(options.getPort(), first.getHostAddress()))
                .setConnectTimeout(Math.max(1, left / addresses.size()));
        Future<HttpClientRequest> opened = client.request(own);
        return addresses.size() == 1 || left <= 0
                ? opened
                : opened.recover(failed -> openOne(options, addresses.subList(1, addresses.size()), endsAt));
    }

    private static RequestOptions options(HttpMethod method, WebAddress to) {
        return new RequestOptions()
                .setMethod(method)
                .setHost(to.peer())
                .setPort(to.port())
                .setSsl(to.isTls())
                .setURI(to.path())
                .setFollowRedirects(false);
    }

    /**
     * Closes the socket now. The client's own way is to write what waits first, which the other end may never read.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // What waits on the connection is told that it is closed.
    static void cut(HttpConnection connection) {
        if (connection instanceof HttpClientConnectionInternal inside) {
            ChannelHandlerContext place =
                    inside.channelHandlerContext().pipeline().firstContext();
            if (place != null) {
                place.close();
            }
        }
    }

    /** What is wrong with a connection is told to its call; the client's log would show what the other end has sent. */
    private void count(HttpConnection connection) {
        open.incrementAndGet();
        connection.exceptionHandler(trouble -> {});
        connection.closeHandler(closed -> open.decrementAndGet());
    }
}
