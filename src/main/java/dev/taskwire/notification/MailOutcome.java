package dev.taskwire.notification;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.notification.LedgerStanding.Elsewhere;
import dev.taskwire.notification.LedgerStanding.Stopped;
import dev.taskwire.notification.MailAnswer.Misconfigured;
import dev.taskwire.notification.MailAnswer.NotAccepted;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Refused;
import dev.taskwire.notification.MailAnswer.Unavailable;
import dev.taskwire.notification.MailAnswer.Unknown;
import dev.taskwire.worker.Outcome;
import java.util.Optional;

/** What becomes of a message whose mail was not accepted now. */
final class MailOutcome {
    private MailOutcome() {}

    /** Whether the message waits until the provider takes mail again, which is no attempt. */
    static boolean waits(NotAccepted answer) {
        return answer instanceof Unavailable || answer instanceof Misconfigured;
    }

    /**
     * What becomes of a message that does not wait for the provider.
     *
     * @param policy of the mail's type
     */
    static Outcome of(NotAccepted answer, OnUnknown policy) {
        if (answer instanceof Refused) {
            return Outcome.reject(answer.reason());
        }
        if (answer instanceof Unknown && policy != OnUnknown.RESEND) {
            return stopped(MailState.ofUnknown(policy), answer.reason());
        }
        return new Outcome.Retry(
                answer.reason(), answer instanceof NotTaken notTaken ? notTaken.after() : Optional.empty());
    }

    /** @param standing of a call that was not begun, for another reason than a provider that is closed */
    static Outcome ofStanding(LedgerStanding standing) {
        if (standing instanceof Elsewhere elsewhere) {
            return Outcome.postpone(
                    "another worker is sending this mail, or died while it was sending it", elsewhere.left());
        }
        return standing instanceof Stopped stopped ? stopped(stopped.state(), stopped.error()) : Outcome.DONE;
    }

    private static Outcome stopped(MailState state, String why) {
        String policy = state == MailState.HELD ? "it is held" : "it was given up";
        return Outcome.reject(why + "; " + policy + " (notifications.on_unknown)"
                + ". To send it again, set its state in taskwire.email_deliveries to failed and redrive the message");
    }
}
