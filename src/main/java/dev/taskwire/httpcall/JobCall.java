package dev.taskwire.httpcall;

import dev.taskwire.httpcall.HttpCall.Attempt;
import dev.taskwire.httpcall.HttpCall.Content;
import dev.taskwire.httpcall.HttpCall.Extras;
import dev.taskwire.httpcall.HttpCall.Limits;
import dev.taskwire.httpcall.HttpCall.Method;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the call that a job and its queue ask for. */
final class JobCall {
    private static final String PARENTS = "parents";

    private JobCall() {}

    static HttpCall of(Granted granted, Optional<String> callbackUrl) {
        JsonObject asked = granted.asked();
        Method method = Method.valueOf(asked.getString("method"));
        Object payload = withParents(asked);
        JsonObject query = asked.getJsonObject("query");
        JsonObject parameters = query == null ? new JsonObject() : query.copy();
        if (method == Method.GET) {
            addPayload(parameters, payload);
        }
        return new HttpCall(
                new Attempt(granted.job(), granted.attempt(), asked.getString("idempotency_key")),
                method,
                CallAddress.of(asked.getString("url"), asked.getString("path"), parameters),
                new Content(headers(asked.getJsonObject("headers")), body(method, payload)),
                new Limits(Duration.ofMillis(asked.getNumber("timeout").longValue()), asked.getInteger("body_limit")),
                new Extras(
                        Optional.ofNullable(asked.getString("signing_secret")),
                        Optional.ofNullable(asked.getString("traceparent")),
                        callbackUrl));
    }

    /** A child sees what came of its parents, beside its own payload, unless that has something of the name. */
    private static @Nullable Object withParents(JsonObject asked) {
        Object payload = asked.getValue("payload");
        JsonObject parents = asked.getJsonObject(PARENTS);
        boolean hasRoom = payload == null || (payload instanceof JsonObject object && !object.containsKey(PARENTS));
        if (parents == null || !hasRoom) {
            return payload;
        }
        JsonObject seen = new JsonObject();
        parents.fieldNames().forEach(name -> seen.put(name, readable(parents.getJsonObject(name))));
        return (payload == null ? new JsonObject() : ((JsonObject) payload).copy()).put(PARENTS, seen);
    }

    /** A body that is JSON is given as that. */
    private static JsonObject readable(JsonObject parent) {
        String body = parent.getString("body");
        if (body == null) {
            return parent;
        }
        try {
            return parent.copy().put("body", Json.decodeValue(body));
        } catch (DecodeException text) {
            return parent;
        }
    }

    private static void addPayload(JsonObject parameters, @Nullable Object payload) {
        if (payload instanceof JsonObject object) {
            object.forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
        } else if (payload != null) {
            parameters.put("payload", payload);
        }
    }

    private static Optional<Buffer> body(Method method, @Nullable Object payload) {
        return method == Method.GET || payload == null ? Optional.empty() : Optional.of(Json.encodeToBuffer(payload));
    }

    private static Map<String, String> headers(JsonObject given) {
        Map<String, String> headers = new LinkedHashMap<>();
        given.forEach(header -> headers.put(header.getKey(), String.valueOf(header.getValue())));
        return headers;
    }
}
