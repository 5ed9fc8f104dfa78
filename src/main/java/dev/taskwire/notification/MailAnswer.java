package dev.taskwire.notification;

import java.time.Duration;
import java.util.Optional;

/** What is known about a mail after a call to the provider. */
public sealed interface MailAnswer {
    /**
     * The provider has it.
     *
     * @param messageId the provider's own name for it; empty where it gave none, as in its sandbox
     */
    record Accepted(Optional<String> messageId) implements MailAnswer {}

    /** The provider does not have it, or nobody can say whether it has. */
    sealed interface NotAccepted extends MailAnswer {
        /** Why, in a sentence for people. */
        String reason();
    }

    /** The provider does not take this mail, now or later. */
    record Refused(String reason) implements NotAccepted {}

    /**
     * The provider surely does not have it, and may take it another time.
     *
     * @param after how long to wait, where the provider said so
     */
    record NotTaken(String reason, Optional<Duration> after) implements NotAccepted {}

    /**
     * The provider surely does not have it, and takes no mail at all for a while.
     *
     * @param after how long to wait, where the provider said so
     */
    record Unavailable(String reason, Optional<Duration> after) implements NotAccepted {}

    /** The provider surely does not have it, and takes no mail at all until somebody mends key, sender or address. */
    record Misconfigured(String reason) implements NotAccepted {}

    /** The request was sent and its answer was lost: nobody can say whether the provider has it. */
    record Unknown(String reason) implements NotAccepted {}
}
