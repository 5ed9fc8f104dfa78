package dev.taskwire.notification;

import dev.taskwire.postgres.UuidText;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a message and keeps the first problem it meets; a field with a problem reads as empty. */
final class PayloadFields {
    private static final int ID_LONGEST = 200;

    private final JsonObject payload;
    private @Nullable String problem;

    PayloadFields(JsonObject payload) {
        this.payload = payload;
    }

    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** A key of one of the user's tables: a text or a whole number; a UUID comes in lower case, as Postgres prints it. */
    String id(String field) {
        String id = idIfGiven(field);
        return id.isEmpty() ? missing(field) : id;
    }

    String idIfGiven(String field) {
        Object value = payload.getValue(field);
        if (value == null) {
            return "";
        }
        if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
            return value.toString();
        }
        if (value instanceof String text && text.length() <= ID_LONGEST) {
            return UuidText.parse(text).map(UUID::toString).orElse(text);
        }
        return wrong(field, "a text of at most " + ID_LONGEST + " characters or a whole number");
    }

    String text(String field) {
        String text = textIfGiven(field);
        return text.isEmpty() ? missing(field) : text;
    }

    String textIfGiven(String field) {
        Object value = payload.getValue(field);
        if (value == null) {
            return "";
        }
        return value instanceof String text ? text : wrong(field, "a text");
    }

    private String missing(String field) {
        return note("the notification has no " + field);
    }

    private String wrong(String field, String expected) {
        return note("the notification's " + field + " must be " + expected);
    }

    private String note(String sentence) {
        problem = problem == null ? sentence : problem;
        return "";
    }
}
