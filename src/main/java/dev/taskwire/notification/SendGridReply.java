package dev.taskwire.notification;

import io.vertx.core.MultiMap;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What SendGrid sent back.
 *
 * @param body its text or its beginning; empty where it could not be read
 */
record SendGridReply(int status, MultiMap headers, String body) {
    private static final Pattern PERSONALIZATION = Pattern.compile("personalizations[.\\[](\\d{1,4})\\b.*");

    /**
     * One thing that SendGrid found wrong.
     *
     * @param field of the request; empty where it named none
     */
    private record Fault(String field, String message) {
        static Fault from(JsonObject error) {
            return new Fault(text(error, "field"), text(error, "message"));
        }

        private static String text(JsonObject error, String key) {
            return error.getValue(key) instanceof String text ? text : "";
        }
    }

    /** The first error's message, as it came; empty where there is none. */
    String message() {
        return faults().stream().map(Fault::message).findFirst().orElse("");
    }

    /** What is wrong with single personalizations, by their place in the request. */
    TreeMap<Integer, String> faulty() {
        TreeMap<Integer, String> faulty = new TreeMap<>();
        faults().forEach(fault -> {
            Matcher place = PERSONALIZATION.matcher(fault.field());
            if (place.matches()) {
                faulty.putIfAbsent(Integer.parseInt(place.group(1)), fault.message());
            }
        });
        return faulty;
    }

    /** Whether every error names a field that all mails of the request share. */
    boolean isAboutAll() {
        List<Fault> faults = faults();
        return !faults.isEmpty()
                && faults.stream()
                        .noneMatch(fault ->
                                fault.field().isEmpty() || fault.field().startsWith("personalizations"));
    }

    private List<Fault> faults() {
        try {
            return Json.decodeValue(body) instanceof JsonObject answer
                            && answer.getValue("errors") instanceof JsonArray errors
                    ? errors.stream()
                            .map(error -> error instanceof JsonObject object ? Fault.from(object) : null)
                            .filter(Objects::nonNull)
                            .toList()
                    : List.of();
        } catch (DecodeException notJson) {
            return List.of();
        }
    }
}
