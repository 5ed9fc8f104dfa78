package dev.taskwire.notification;

import dev.taskwire.config.Secret;
import dev.taskwire.worker.Outcome;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What SendGrid's answers mean. */
final class SendGridAnswer {
    private static final int MESSAGE_LONGEST = 300;

    private SendGridAnswer() {}

    /** 202 for a mail that was taken, 200 for one in SendGrid's sandbox mode. */
    static boolean accepts(int status) {
        return status == 202 || status == 200;
    }

    /**
     * The outcome of an answer that is no acceptance.
     *
     * @param body the answer's text or its beginning
     * @param key is struck out, should the answer repeat it
     */
    static Outcome refusal(int status, String body, Secret key) {
        String message = SingleLine.of(message(body).replace(key.value(), key.toString()), MESSAGE_LONGEST);
        return Outcome.retry("SendGrid answered " + status + (message.isEmpty() ? "" : ": " + message));
    }

    private static String message(String body) {
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
