package dev.taskwire.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code /metrics}: the figures of this process, as Prometheus reads them. */
public final class MetricsRoutes implements Routes {
    private static final Duration LOOK_MOST = Duration.ofSeconds(1);

    private final Supplier<Future<Map<String, String>>> closed;
    private final Function<Set<String>, String> scrape;

    /**
     * Serves the figures.
     *
     * @param closed asks which destinations are closed; where that cannot be asked within a second, none counts as closed
     * @param scrape makes the text, given the names of those
     */
    public MetricsRoutes(Supplier<Future<Map<String, String>>> closed, Function<Set<String>, String> scrape) {
        this.closed = closed;
        this.scrape = scrape;
    }

    @Override
    public void mount(Router router) {
        router.route(HttpMethod.GET, "/metrics").handler(this::answer);
        router.route(HttpMethod.HEAD, "/metrics").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        Future.succeededFuture()
                .compose(now -> closed.get())
                .timeout(LOOK_MOST.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(Map.of())
                .compose(names -> context.response()
                        .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                        .putHeader("Cache-Control", "no-store")
                        .end(scrape.apply(names.keySet())))
                .onFailure(context::fail);
    }
}
