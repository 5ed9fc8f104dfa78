package dev.taskwire.notification;

import dev.taskwire.config.OnUnknown;
import java.util.Locale;

/** The states of a mail in the ledger. */
enum MailState {
    /** A call was begun, and nothing is written about its end. */
    SENDING,
    /** The provider has it. The last state: nothing leads out of it. */
    ACCEPTED,
    /** The provider surely does not have it. */
    FAILED,
    /** Nobody can say whether the provider has it; it is sent again. */
    UNKNOWN,
    /** Nobody can say it, and it waits for a person's word. */
    HELD,
    /** Nobody can say it, and it stays so. */
    GIVEN_UP,
    /** It was not sent, since its address is suppressed. */
    SUPPRESSED;

    /** What a type's policy makes of a mail of which nobody can say whether the provider has it. */
    static MailState ofUnknown(OnUnknown policy) {
        return switch (policy) {
            case RESEND -> UNKNOWN;
            case HOLD -> HELD;
            case GIVE_UP -> GIVEN_UP;
        };
    }

    static MailState of(String column) {
        return valueOf(column.toUpperCase(Locale.ROOT));
    }

    /** As it stands in the table. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
