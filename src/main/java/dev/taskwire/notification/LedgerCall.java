package dev.taskwire.notification;

import java.util.List;
import java.util.UUID;

/**
 * One mail of a call to the provider, as the ledger knows it.
 *
 * @param mail what is sent
 * @param id the fence: what is written about the mail counts as long as no other call was begun for it
 * @param together the same for all mails of the call
 * @param deadline the call sends nothing after it
 */
record LedgerCall(Mail mail, UUID id, UUID together, Deadline deadline) {
    static List<LedgerCall> of(List<Mail> mails, Deadline deadline) {
        UUID together = UUID.randomUUID();
        return mails.stream()
                .map(mail -> new LedgerCall(mail, UUID.randomUUID(), together, deadline))
                .toList();
    }

    UUID eventId() {
        return mail.eventId();
    }
}
