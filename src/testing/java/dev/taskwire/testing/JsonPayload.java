package dev.taskwire.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import org.jspecify.annotations.Nullable;

/** Payloads as JSON, and JSON as types. */
final class JsonPayload {
    private JsonPayload() {}

    /** As the sender writes it. */
    static @Nullable Object of(@Nullable Object payload) {
        return Json.decodeValue(Json.encode(payload));
    }

    static String text(@Nullable Object payload) {
        return Json.encode(payload);
    }

    static JsonObject headers(@Nullable String json) {
        return json != null && Json.decodeValue(json) instanceof JsonObject headers ? headers : new JsonObject();
    }

    static <T> T as(@Nullable Object payload, Class<T> type) {
        Object value = payload instanceof String text && type != String.class ? unpacked(text) : payload;
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        try {
            T read = mapper().readValue(Json.encode(value), type);
            if (read == null) {
                throw new IllegalArgumentException("the payload is null, and no " + type.getSimpleName());
            }
            return read;
        } catch (JsonProcessingException misfit) {
            throw new IllegalArgumentException(
                    "the payload " + text(payload) + " is no " + type.getSimpleName() + ": " + misfit.getOriginalMessage(),
                    misfit);
        }
    }

    /** Some clients encode twice. */
    private static @Nullable Object unpacked(String text) {
        try {
            return Json.decodeValue(text);
        } catch (DecodeException none) {
            return text;
        }
    }

    private static ObjectMapper mapper() {
        return DatabindCodec.mapper()
                .copy()
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
                .configure(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, true);
    }
}
