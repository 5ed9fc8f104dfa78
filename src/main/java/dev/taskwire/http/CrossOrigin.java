package dev.taskwire.http;

import dev.taskwire.config.Origins;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Whether a page of another site may read an answer: where its origin is configured. Nothing is ever sent with cookies. */
final class CrossOrigin {
    private final Origins origins;

    CrossOrigin(Origins origins) {
        this.origins = origins;
    }

    /** Adds what the browser asks for; true where the request asked for nothing else and is answered. */
    boolean answers(HttpServerRequest request) {
        if (origins.origins().isEmpty()) {
            return false;
        }
        HttpServerResponse response = request.response().putHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin == null || !origins.origins().contains(origin)) {
            return false;
        }
        response.putHeader("Access-Control-Allow-Origin", origin)
                .putHeader("Access-Control-Expose-Headers", "Retry-After, WWW-Authenticate");
        if (!request.method().equals(HttpMethod.OPTIONS)
                || !request.headers().contains("Access-Control-Request-Method")) {
            return false;
        }
        response.putHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT")
                .putHeader(
                        "Access-Control-Allow-Headers",
                        "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, traceparent")
                .putHeader("Access-Control-Max-Age", "600")
                .setStatusCode(204);
        return true;
    }
}
