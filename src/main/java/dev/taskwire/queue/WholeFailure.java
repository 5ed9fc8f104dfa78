package dev.taskwire.queue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter with its payload and its story. Message and headers are the JSON's text: a message that failed may be
 * nested deeper, or hold longer numbers, than a JSON library takes.
 *
 * @param message null where the message was NULL
 * @param headers null where it had none
 * @param errors the oldest first
 */
public record WholeFailure(
        Failure failure, @Nullable String message, @Nullable String headers, List<FailureError> errors) {

    static WholeFailure from(Row row) {
        JsonArray errors = row.getValue("errors") instanceof JsonArray array ? array : new JsonArray();
        return new WholeFailure(
                Failure.from(row),
                row.getString("message"),
                row.getString("headers"),
                errors.stream().map(FailureError::from).toList());
    }

    /** For programs; the keys are the columns' names. */
    public String toJson() {
        JsonArray story =
                new JsonArray(errors.stream().map(FailureError::toJson).toList());
        String summary = failure.toJson().put("errors", story).encode();
        return summary.substring(0, summary.length() - 1) + ",\"message\":"
                + Objects.requireNonNullElse(message, "null") + ",\"headers\":"
                + Objects.requireNonNullElse(headers, "null") + '}';
    }

    /**
     * One thing that went wrong with a message.
     *
     * @param at when, in ISO form
     * @param attempt the number of the attempt; null where it was none
     */
    public record FailureError(String at, @Nullable Integer attempt, String reason) {
        static FailureError from(Object error) {
            if (!(error instanceof JsonObject fields)) {
                return new FailureError("", null, String.valueOf(error));
            }
            return new FailureError(
                    Objects.toString(fields.getValue("at"), ""),
                    fields.getValue("attempt") instanceof Number number ? number.intValue() : null,
                    Objects.toString(fields.getValue("reason"), ""));
        }

        JsonObject toJson() {
            return new JsonObject().put("at", at).put("attempt", attempt).put("reason", reason);
        }
    }
}
