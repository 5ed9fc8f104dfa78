package dev.taskwire.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** {@code /metrics}: the figures of this process, as Prometheus reads them. */
public final class MetricsRoutes implements Routes {
    private static final Duration LOOK_MOST = Duration.ofSeconds(1);

    private final Supplier<Future<String>> figures;
    private final Supplier<String> ownFigures;

    /**
     * Serves the figures.
     *
     * @param figures makes the text, after it has asked the database what all processes share
     * @param ownFigures makes it without that, where the database has not answered within a second
     */
    public MetricsRoutes(Supplier<Future<String>> figures, Supplier<String> ownFigures) {
        this.figures = figures;
        this.ownFigures = ownFigures;
    }

    @Override
    public void mount(Router router) {
        router.route(HttpMethod.GET, "/metrics").handler(this::answer);
        router.route(HttpMethod.HEAD, "/metrics").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        Future.succeededFuture()
                .compose(now -> figures.get())
                .timeout(LOOK_MOST.toMillis(), TimeUnit.MILLISECONDS)
                .recover(unknown -> Future.succeededFuture(ownFigures.get()))
                .compose(text -> context.response()
                        .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                        .putHeader("Cache-Control", "no-store")
                        .end(text))
                .onFailure(context::fail);
    }
}
