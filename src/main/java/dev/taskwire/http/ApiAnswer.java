package dev.taskwire.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * What an operation answers.
 *
 * @param json the body's text
 */
record ApiAnswer(int status, String json, Map<String, String> headers) {
    static ApiAnswer ok(JsonObject body) {
        return of(200, body);
    }

    static ApiAnswer ok(List<JsonObject> list) {
        return new ApiAnswer(200, new JsonArray(list).encode(), Map.of());
    }

    static ApiAnswer of(int status, JsonObject body) {
        return new ApiAnswer(status, body.encode(), Map.of());
    }

    Future<Void> write(HttpServerResponse response) {
        headers.forEach(response::putHeader);
        return response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(json);
    }
}
