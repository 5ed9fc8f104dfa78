package dev.taskwire.http;

import dev.taskwire.config.HttpConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves HTTP/1.1, or HTTPS where there is a certificate. */
public final class HttpVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HttpVerticle.class);
    private static final Duration SWEPT_EVERY = Duration.ofSeconds(1);
    private static final int LINE_LONGEST = 4096;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]+");

    /** Closes what says nothing and takes nothing in the middle of an answer; a stream gives a sign of life in half of it. */
    private static final int STILL_SECONDS = 30;

    private final HttpConfig config;
    private final List<Routes> routes;
    private final Connections connections;
    private final AnswerHeaders headers;
    private final CrossOrigin crossOrigin;

    private @Nullable HttpServer server;
    private volatile Optional<Certificate> certificate = Optional.empty();

    public HttpVerticle(HttpConfig config, List<Routes> routes) {
        this.config = config;
        this.routes = List.copyOf(routes);
        this.connections = new Connections(config.limits());
        this.headers = new AnswerHeaders(config);
        this.crossOrigin = new CrossOrigin(config.origins());
    }

    @Override
    public Future<?> start() {
        warnOfPlainTokens();
        Router router = Router.router(vertx);
        ErrorAnswers.mount(router);
        new PathPrefix(config.pathPrefix()).mount(router);
        vertx.setPeriodic(SWEPT_EVERY.toMillis(), now -> connections.sweep(Instant.now()));
        certificate = config.tls().map(files -> new Certificate(vertx, files));
        return prepared()
                .onSuccess(ready -> routes.forEach(part -> part.mount(router)))
                .compose(ready -> vertx.executeBlocking(this::options))
                .compose(options -> listen(options, router))
                .onSuccess(listening -> {
                    server = listening;
                    certificate.ifPresent(shown -> shown.watch(listening));
                });
    }

    private Future<Void> prepared() {
        return Future.all(routes.stream().map(part -> part.prepare(vertx)).toList())
                .mapEmpty();
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }

    /** The port that is served; useful where the configuration says 0. */
    public int port() {
        return server == null ? config.port() : server.actualPort();
    }

    /** What is wrong with the certificate, if anything is. */
    public Optional<String> trouble() {
        return certificate.flatMap(Certificate::trouble);
    }

    /** One way to speak, and nothing unpacked: what is small on the wire stays small here. */
    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setHttp2ClearTextEnabled(false)
                .setDecompressionSupported(false)
                .setMaxInitialLineLength(LINE_LONGEST)
                .setMaxHeaderSize(config.limits().headerBytes())
                .setIdleTimeout(
                        (int) Math.max(STILL_SECONDS, config.limits().idle().toSeconds()))
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        certificate.ifPresent(shown -> shown.set(options));
        return options;
    }

    private Future<HttpServer> listen(HttpServerOptions options, Router router) {
        return vertx.createHttpServer(options)
                .connectionHandler(connections::begin)
                .invalidRequestHandler(request -> {
                    connections.end(request.connection());
                    headers.put(request.response());
                    ErrorAnswers.malformed(request);
                })
                .requestHandler(request -> receive(request, router))
                .listen();
    }

    private void receive(HttpServerRequest request, Router router) {
        if (!connections.request(request)) {
            return;
        }
        headers.put(request.response());
        if (hasNoOneHost(request)) {
            connections.end(request.connection());
            ErrorAnswers.close(request, new Problem(400, "name the host in one header Host"));
        } else if (!hasReadableQuery(request)) {
            ErrorAnswers.close(request, new Problem(400, "the query is not written as addresses are: write % as %25"));
        } else if (crossOrigin.answers(request)) {
            request.response().end().onFailure(gone -> LOG.debug("whoever asked for an origin has gone", gone));
        } else {
            router.handle(request);
        }
    }

    /** The router would fail on it, and log that with its trace each time. */
    private static boolean hasReadableQuery(HttpServerRequest request) {
        try {
            return request.params() != null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** Other characters come from a line that was folded into this one, which another server may read as a header. */
    private static boolean hasNoOneHost(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll("Host");
        boolean none = hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_0;
        return !none && (hosts.size() != 1 || !HOST.matcher(hosts.get(0)).matches() || request.authority() == null);
    }

    private void warnOfPlainTokens() {
        if (!config.isOnLoopback() && config.tls().isEmpty() && config.access().isOpenToCallers()) {
            LOG.warn(
                    "http.host is {} and http.tls is not set: tokens travel unencrypted unless a proxy in front encrypts",
                    config.host());
        }
    }
}
