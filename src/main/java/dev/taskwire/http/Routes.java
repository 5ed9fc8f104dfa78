package dev.taskwire.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** A part of what is served. */
public interface Routes {
    /** What it must have read before it can be mounted. Called once, before. */
    default Future<Void> prepare(Vertx vertx) {
        return Future.succeededFuture();
    }

    /** Adds its routes. Called once, on the context on which requests come. */
    void mount(Router router);
}
