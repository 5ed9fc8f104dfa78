package dev.taskwire.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * Why a request was not done, in the form of RFC 9457: {@code application/problem+json} with type, title, status, detail.
 *
 * @param status of HTTP; the title is what HTTP calls it
 * @param detail a sentence for people that says what to do; nothing secret
 */
record Problem(int status, String detail) {
    /** Completes when the answer is written; headers that were set before go along. */
    Future<Void> answer(HttpServerResponse response) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Cache-Control", "no-store");
        return response.end(new JsonObject()
                .put("type", "about:blank")
                .put("title", response.getStatusMessage())
                .put("status", status)
                .put("detail", detail)
                .encode());
    }
}
