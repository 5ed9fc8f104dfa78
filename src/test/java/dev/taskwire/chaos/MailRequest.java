package dev.taskwire.chaos;

import dev.taskwire.chaos.MailEndpoint.Accepted;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A request as it came: a mail for each of its personalizations.
 *
 * @param number from 1, in the order of arrival
 */
record MailRequest(int number, List<Accepted> mails) {
    static MailRequest of(int number, String key, JsonObject body) {
        JsonArray personalizations = body.getJsonArray("personalizations");
        return new MailRequest(
                number,
                IntStream.range(0, personalizations.size())
                        .mapToObj(personalizations::getJsonObject)
                        .map(envelope -> mail(key, body, envelope))
                        .toList());
    }

    private static Accepted mail(String key, JsonObject body, JsonObject envelope) {
        return new Accepted(
                key,
                envelope.getJsonObject("custom_args", new JsonObject()).getString("event_id", ""),
                subject(body, envelope),
                envelope.getJsonArray("to").getJsonObject(0).getString("email"));
    }

    /** A dynamic template has its subject at SendGrid, or takes it from what fills the template. */
    private static String subject(JsonObject body, JsonObject envelope) {
        String filled = envelope.getJsonObject("dynamic_template_data", new JsonObject())
                .getString("subject", "");
        return envelope.getString("subject", body.getString("subject", filled));
    }
}
