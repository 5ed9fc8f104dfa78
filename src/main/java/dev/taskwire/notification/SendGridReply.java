package dev.taskwire.notification;

import io.vertx.core.MultiMap;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What SendGrid sent back.
 *
 * @param body its text or its beginning; empty where it could not be read
 */
record SendGridReply(int status, MultiMap headers, String body) {

    /** The first error's message, as it came; empty where there is none. */
    String message() {
        try {
            return Json.decodeValue(body) instanceof JsonObject answer
                            && answer.getValue("errors") instanceof JsonArray errors
                            && !errors.isEmpty()
                            && errors.getValue(0) instanceof JsonObject first
                            && first.getValue("message") instanceof String message
                    ? message
                    : "";
        } catch (DecodeException notJson) {
            return "";
        }
    }
}
