package dev.taskwire.http;

import dev.taskwire.config.HttpConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves HTTP. */
public final class HttpVerticle extends VerticleBase {
    private static final int IDLE_SECONDS = 30;

    private final HttpConfig config;
    private final List<Routes> routes;

    private @Nullable HttpServer server;

    public HttpVerticle(HttpConfig config, List<Routes> routes) {
        this.config = config;
        this.routes = List.copyOf(routes);
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        routes.forEach(part -> part.mount(router));
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        return vertx.createHttpServer(options)
                .requestHandler(router)
                .listen()
                .onSuccess(listening -> server = listening);
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }

    /** The port that is served; useful where the configuration says 0. */
    public int port() {
        return server == null ? config.port() : server.actualPort();
    }
}
