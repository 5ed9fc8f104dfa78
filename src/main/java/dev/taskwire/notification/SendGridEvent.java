package dev.taskwire.notification;

import dev.taskwire.postgres.UuidText;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event as SendGrid reports it. It puts a mail's custom arguments beside its own keys, so that {@code event_id} names
 * the mail, if Taskwire sent it. Whatever an event holds, it can be read.
 */
final class SendGridEvent {
    private static final int LONGEST_ID = 200;
    private static final int LONGEST_TEXT = 500;
    private static final int LONGEST_ADDRESS = 320;
    private static final long LATEST_SECOND = 253_402_300_799L;

    private static final Map<String, MailState> STATES = Map.of(
            "processed", MailState.ACCEPTED,
            "deferred", MailState.DEFERRED,
            "delivered", MailState.DELIVERED,
            "dropped", MailState.DROPPED,
            "bounce", MailState.BOUNCED,
            "unsubscribe", MailState.UNSUBSCRIBED,
            "group_unsubscribe", MailState.UNSUBSCRIBED,
            "spamreport", MailState.SPAM_REPORTED);

    private static final Set<String> SUPPRESSING = Set.of("bounce", "unsubscribe", "spamreport");
    private static final Set<String> ABOUT_READING = Set.of("open", "click");

    private final JsonObject event;

    SendGridEvent(JsonObject event) {
        this.event = event;
    }

    /** Whether it tells what a reader does with the mail: many are reported, and nothing is done with them. */
    boolean isAboutReading() {
        return ABOUT_READING.contains(name());
    }

    /** As {@code taskwire.take_mail_events} takes it. */
    JsonObject row() {
        Optional<MailState> state = Optional.ofNullable(STATES.get(name()));
        return new JsonObject()
                .put("id", id())
                .put("event_id", mail().map(UUID::toString).orElse(null))
                .put("event", name())
                .put("state", state.map(MailState::column).orElse(null))
                .put("suppresses", suppresses())
                .put("occurred_at", occurredAt().map(Instant::toString).orElse(null))
                .put("recipient", orNull(text("email", LONGEST_ADDRESS)))
                .put("reason", orNull(reason()))
                .put("message_id", orNull(messageId()));
    }

    /** An event without an id, or with an odd one, is known by its content. */
    private String id() {
        String id = text("sg_event_id", LONGEST_ID + 1);
        return id.isEmpty() || id.length() > LONGEST_ID ? contentId() : id;
    }

    private String contentId() {
        return "content:" + UUID.nameUUIDFromBytes(event.encode().getBytes(StandardCharsets.UTF_8));
    }

    private String name() {
        return text("event", LONGEST_ID);
    }

    private Optional<UUID> mail() {
        return UuidText.parse(text("event_id", LONGEST_ID));
    }

    /** A server that blocked a mail may take the next one; all else that bounces is for good. */
    private boolean suppresses() {
        return SUPPRESSING.contains(name()) && !text("type", LONGEST_ID).equals("blocked");
    }

    private Optional<Instant> occurredAt() {
        return event.getValue("timestamp") instanceof Number number
                        && number.longValue() >= 0
                        && number.longValue() <= LATEST_SECOND
                ? Optional.of(Instant.ofEpochSecond(number.longValue()))
                : Optional.empty();
    }

    private String reason() {
        String reason = text("reason", LONGEST_TEXT);
        return reason.isEmpty() ? text("response", LONGEST_TEXT) : reason;
    }

    /** What SendGrid answered to the call stands before the first dot. */
    private String messageId() {
        return text("sg_message_id", LONGEST_ID).split("\\.", 2)[0];
    }

    private String text(String key, int longest) {
        return event.getValue(key) instanceof String text ? SingleLine.of(text, longest) : "";
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
