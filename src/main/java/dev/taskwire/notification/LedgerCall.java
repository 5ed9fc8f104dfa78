package dev.taskwire.notification;

import java.util.UUID;

/**
 * One call to the provider, as the ledger knows it.
 *
 * @param mail what is sent
 * @param id the fence: what is written about the call counts as long as no other call was begun
 * @param deadline the call sends nothing after it
 */
record LedgerCall(Mail mail, UUID id, Deadline deadline) {
    static LedgerCall of(Mail mail, Deadline deadline) {
        return new LedgerCall(mail, UUID.randomUUID(), deadline);
    }

    UUID eventId() {
        return mail.eventId();
    }
}
