package dev.taskwire.embedded;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A mail that a reader of the demo can look at.
 *
 * @param number from 1, in the order of arrival
 * @param type the kind of notification; empty where the mail does not say
 * @param headers what stands above a mail, in the order in which it is shown
 * @param html empty where it has none
 * @param request the whole request that it came with
 */
record InboxMail(
        int number, ReceivedMail received, String type, Map<String, String> headers, String html, JsonObject request) {

    /** @throws RuntimeException if it is not what SendGrid takes */
    static InboxMail from(int number, ReceivedMail received, JsonObject request, JsonObject envelope) {
        String type = type(request, envelope);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("From", address(request.getJsonObject("from")));
        headers.put("To", address(envelope.getJsonArray("to").getJsonObject(0)));
        headers.put("Subject", received.subject());
        headers.put(
                "Arrived", received.arrivedAt().truncatedTo(ChronoUnit.MILLIS).toString());
        headers.put("Type", type);
        headers.put("Event", received.eventId());
        headers.put("Template", request.getString("template_id", ""));
        request.getJsonObject("headers", new JsonObject())
                .forEach(header -> headers.put(header.getKey(), String.valueOf(header.getValue())));
        headers.values().removeIf(String::isEmpty);
        return new InboxMail(number, received, type, headers, ReceivedMail.part(request, "text/html"), request);
    }

    private static String type(JsonObject request, JsonObject envelope) {
        JsonArray categories = request.getJsonArray("categories", new JsonArray());
        return envelope.getJsonObject("custom_args", new JsonObject())
                .getString("type", categories.isEmpty() ? "" : categories.getString(0));
    }

    private static String address(JsonObject address) {
        String email = address.getString("email");
        return address.containsKey("name") ? address.getString("name") + " <" + email + ">" : email;
    }
}
