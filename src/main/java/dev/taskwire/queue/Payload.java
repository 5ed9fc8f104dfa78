package dev.taskwire.queue;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of messages one by one. The driver would do it too, but one message that it cannot read (nested too
 * deeply, a number of thousands of digits) would fail the batch that it is in.
 */
public final class Payload {
    private Payload() {}

    /**
     * In the place of a payload that cannot be read.
     *
     * @param reason a sentence for people
     */
    public record Unreadable(String reason) {}

    static @Nullable Object of(@Nullable String json) {
        try {
            return json == null ? null : Json.decodeValue(json);
        } catch (DecodeException unreadable) {
            return new Unreadable("the message cannot be read: " + firstLine(unreadable));
        }
    }

    static JsonObject headers(@Nullable String json) {
        return of(json) instanceof JsonObject headers ? headers : new JsonObject();
    }

    private static String firstLine(DecodeException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("it is no JSON");
    }
}
