package dev.taskwire.notification;

import dev.taskwire.config.MailConfig;
import dev.taskwire.config.Secret;
import dev.taskwire.notification.MailContent.Rendered;
import dev.taskwire.notification.MailContent.Template;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Requests to SendGrid as its API wants them. */
final class SendGridRequest {
    private static final String PATH = "/v3/mail/send";

    private static final JsonObject NO_TRACKING = new JsonObject()
            .put("click_tracking", new JsonObject().put("enable", false))
            .put("open_tracking", new JsonObject().put("enable", false));

    private final String address;
    private final Secret key;
    private final JsonObject sender;

    /** @throws IllegalArgumentException where the key is missing or cannot be one, or the sender is no address */
    SendGridRequest(MailConfig config) {
        this.address = config.sendGrid().baseUrl() + PATH;
        this.key = config.sendGrid()
                .apiKey()
                .map(SendGridRequest::headerSafe)
                .orElseThrow(() -> new IllegalArgumentException("there is no SendGrid key: set SENDGRID_API_KEY"));
        this.sender = MailAddress.of(config.sender().address(), config.sender().name())
                .map(SendGridRequest::address)
                .orElseThrow(() -> new IllegalArgumentException("the sender's address is none"));
    }

    Secret key() {
        return key;
    }

    RequestOptions options() {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(address)
                .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key.value())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.ACCEPT, "application/json");
    }

    /** @param mails of one type and with the same words, or the same template */
    Buffer body(List<Mail> mails) {
        Mail first = mails.get(0);
        JsonObject body = new JsonObject()
                .put(
                        "personalizations",
                        new JsonArray(mails.stream()
                                .map(SendGridRequest::personalization)
                                .toList()))
                .put("from", sender)
                .put("categories", new JsonArray().add(first.type()));
        if (first.content() instanceof Rendered rendered) {
            body.put("subject", rendered.subject()).put("content", content(rendered));
        } else if (first.content() instanceof Template template) {
            body.put("template_id", template.id());
        }
        return body.put("tracking_settings", NO_TRACKING).toBuffer();
    }

    private static JsonObject personalization(Mail mail) {
        JsonObject personalization = new JsonObject()
                .put("to", new JsonArray().add(address(mail.to())))
                .put(
                        "custom_args",
                        new JsonObject().put("event_id", mail.eventId().toString()));
        return mail.content() instanceof Template template
                ? personalization.put("dynamic_template_data", template.data())
                : personalization;
    }

    /** In the order that SendGrid demands: plain text first. */
    private static JsonArray content(Rendered content) {
        return new JsonArray()
                .add(new JsonObject().put("type", "text/plain").put("value", content.text()))
                .add(new JsonObject().put("type", "text/html").put("value", content.html()));
    }

    private static JsonObject address(MailAddress address) {
        JsonObject json = new JsonObject().put("email", address.email());
        return address.name().isEmpty() ? json : json.put("name", address.name());
    }

    /** The HTTP client's own complaint would show the key. */
    private static Secret headerSafe(Secret key) {
        String stripped = key.value().strip();
        if (!stripped.matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException("SendGrid's key is empty or has characters that no key has");
        }
        return new Secret(stripped);
    }
}
