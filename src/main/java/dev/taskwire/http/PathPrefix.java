package dev.taskwire.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The path under which a proxy serves this, where the proxy sends it on: it is taken off before anything is looked for. */
final class PathPrefix {
    private final String prefix;

    /** @param prefix such as {@code /taskwire}; may be empty */
    PathPrefix(String prefix) {
        this.prefix = prefix;
    }

    /** To be mounted before all else. */
    void mount(Router router) {
        if (!prefix.isEmpty()) {
            router.route(prefix).handler(this::enter);
            router.route(prefix + "/*").handler(this::takeOff);
        }
    }

    /** The pages name their parts beside them, and so need to be below the path. */
    private void enter(RoutingContext context) {
        if (context.request().path().equals(prefix)) {
            context.response()
                    .setStatusCode(308)
                    .putHeader("Location", prefix + "/")
                    .end()
                    .onFailure(context::fail);
            return;
        }
        takeOff(context);
    }

    private void takeOff(RoutingContext context) {
        HttpServerRequest request = context.request();
        context.reroute(request.method(), request.uri().substring(prefix.length()));
    }
}
