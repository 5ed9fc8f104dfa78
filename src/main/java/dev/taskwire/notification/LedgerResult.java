package dev.taskwire.notification;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.NotAccepted;
import dev.taskwire.notification.MailAnswer.Unknown;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger is told after a call.
 *
 * @param messageId the provider's name for the mail, if it gave one
 * @param error why the provider does not have the mail, or why nobody can say; null where it has it
 */
record LedgerResult(
        UUID eventId,
        UUID callId,
        MailState state,
        @Nullable String messageId,
        @Nullable String error) {

    static LedgerResult accepted(LedgerCall call, Accepted answer) {
        return new LedgerResult(
                call.eventId(),
                call.id(),
                MailState.ACCEPTED,
                answer.messageId().orElse(null),
                null);
    }

    /** @param policy what becomes of the mail where nobody can say whether the provider has it */
    static LedgerResult notAccepted(LedgerCall call, NotAccepted answer, OnUnknown policy) {
        MailState state = answer instanceof Unknown ? MailState.ofUnknown(policy) : MailState.FAILED;
        return new LedgerResult(call.eventId(), call.id(), state, null, answer.reason());
    }
}
