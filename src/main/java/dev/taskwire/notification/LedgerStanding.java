package dev.taskwire.notification;

import java.time.Duration;

/** How the ledger stands to sending a mail now. */
sealed interface LedgerStanding {
    /**
     * A call is written down and committed: it may be made.
     *
     * @param isProbe whether the destination is closed, and this call is the one to try it
     */
    record Begun(boolean isProbe) implements LedgerStanding {}

    /** The provider has the mail already. */
    record AlreadyAccepted() implements LedgerStanding {}

    /**
     * Its address is suppressed: it is not sent.
     *
     * @param why what the address has done
     */
    record Suppressed(String why) implements LedgerStanding {}

    /**
     * Another call may still send something.
     *
     * @param left how long at the most
     */
    record Elsewhere(Duration left) implements LedgerStanding {}

    /**
     * The destination is closed, and another call tries it.
     *
     * @param reason why it is closed
     * @param left for how long it may still be
     */
    record Closed(String reason, Duration left) implements LedgerStanding {}

    /**
     * Nobody can say whether the provider has the mail, and its type's policy forbids to send it again.
     *
     * @param state held or given up
     * @param error why nobody can say it
     */
    record Stopped(MailState state, String error) implements LedgerStanding {}
}
