package dev.taskwire.notification;

import java.time.Duration;
import java.util.Optional;

/** What is known about a message to a chat after a call. */
public sealed interface ChatAnswer {
    /** It is there. */
    record Accepted() implements ChatAnswer {}

    /** It is not there, or nobody can say whether it is. */
    sealed interface NotAccepted extends ChatAnswer {
        /** Why, in a sentence for people; never with the address, which is a secret. */
        String reason();
    }

    /** This message is not taken, now or later. */
    record Refused(String reason) implements NotAccepted {}

    /** It surely is not there, and may be taken another time. */
    record NotTaken(String reason) implements NotAccepted {}

    /** It surely is not there, and nothing is taken until somebody mends the address. */
    record Misconfigured(String reason) implements NotAccepted {}

    /**
     * Nothing is taken for a while.
     *
     * @param after how long to wait, where the chat said so
     */
    record Unavailable(String reason, Optional<Duration> after) implements NotAccepted {}

    /** The request was sent and its answer was lost: nobody can say whether the message is there. */
    record Unknown(String reason) implements NotAccepted {}
}
