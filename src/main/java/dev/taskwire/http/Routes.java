package dev.taskwire.http;

import io.vertx.ext.web.Router;

/** A part of what is served. */
public interface Routes {
    /** Adds its routes. Called once, on the context on which requests come. */
    void mount(Router router);
}
