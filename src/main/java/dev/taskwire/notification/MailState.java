package dev.taskwire.notification;

import dev.taskwire.config.OnUnknown;
import java.util.Locale;

/** The states of a mail in the ledger. */
enum MailState {
    /** A call was begun, and nothing is written about its end. */
    SENDING,
    /** The provider surely does not have it. */
    FAILED,
    /** Nobody can say whether the provider has it; it is sent again. */
    UNKNOWN,
    /** Nobody can say it, and it waits for a person's word. */
    HELD,
    /** Nobody can say it, and it stays so. */
    GIVEN_UP,
    /** It was not sent, since its address gets no mail any more. */
    SUPPRESSED,

    /** The provider has it. With this state begin those out of which nothing leads but to a later one of them. */
    ACCEPTED,
    /** The receiving server has not taken it yet; the provider tries on. */
    DEFERRED,
    /** The receiving server has it. */
    DELIVERED,
    /** The provider does not send it on. */
    DROPPED,
    /** The receiving server refused it. */
    BOUNCED,
    /** The reader wants no more of them. */
    UNSUBSCRIBED,
    /** The reader called it spam. */
    SPAM_REPORTED;

    /** What a type's policy makes of a mail of which nobody can say whether the provider has it. */
    static MailState ofUnknown(OnUnknown policy) {
        return switch (policy) {
            case RESEND -> UNKNOWN;
            case HOLD -> HELD;
            case GIVE_UP -> GIVEN_UP;
        };
    }

    /** Whether the provider is known to have it: then it is never sent again. SQL: {@code taskwire.provider_has}. */
    boolean isWithProvider() {
        return compareTo(ACCEPTED) >= 0;
    }

    static MailState of(String column) {
        return valueOf(column.toUpperCase(Locale.ROOT));
    }

    /** As it stands in the table. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
