package dev.taskwire.notification;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the mail ledger as people look at it.
 *
 * @param sends calls to the provider that were begun
 * @param unknowns those of which nobody can say whether the provider took the mail
 * @param deliveryReason what the provider said with the state that it reported
 */
public record MailDelivery(
        UUID eventId,
        String queue,
        String type,
        String recipient,
        String state,
        int sends,
        int unknowns,
        @Nullable String providerMessageId,
        @Nullable String lastError,
        @Nullable String deliveryReason,
        Instant createdAt,
        Instant changedAt) {

    /** What {@link #from} reads. */
    static final String COLUMNS = """
            mail.event_id, mail.queue, mail.type, mail.recipient, mail.state, mail.sends, mail.unknowns,
                   mail.provider_message_id, mail.last_error, mail.delivery_reason, mail.created_at, mail.changed_at""";

    static MailDelivery from(Row row) {
        return new MailDelivery(
                row.getUUID("event_id"),
                row.getString("queue"),
                row.getString("type"),
                row.getString("recipient"),
                row.getString("state"),
                row.getInteger("sends"),
                row.getInteger("unknowns"),
                row.getString("provider_message_id"),
                row.getString("last_error"),
                row.getString("delivery_reason"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("changed_at").toInstant());
    }

    /** For programs; the keys are the columns' names. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("event_id", eventId.toString())
                .put("queue", queue)
                .put("type", type)
                .put("recipient", recipient)
                .put("state", state)
                .put("sends", sends)
                .put("unknowns", unknowns)
                .put("provider_message_id", providerMessageId)
                .put("last_error", lastError)
                .put("delivery_reason", deliveryReason)
                .put("created_at", createdAt)
                .put("changed_at", changedAt);
    }

    /**
     * Something that the provider reported about a mail.
     *
     * @param event as the provider calls it
     * @param occurredAt by the provider's clock
     */
    public record Report(
            String event,
            @Nullable Instant occurredAt,
            @Nullable String reason) {
        static Report from(Row row) {
            OffsetDateTime occurredAt = row.getOffsetDateTime("occurred_at");
            return new Report(
                    row.getString("event"),
                    occurredAt == null ? null : occurredAt.toInstant(),
                    row.getString("reason"));
        }

        /** For programs; the keys are the columns' names. */
        public JsonObject toJson() {
            return new JsonObject()
                    .put("event", event)
                    .put("occurred_at", occurredAt)
                    .put("reason", reason);
        }
    }
}
