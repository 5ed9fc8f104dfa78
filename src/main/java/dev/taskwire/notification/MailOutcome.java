package dev.taskwire.notification;

import dev.taskwire.config.OnUnknown;
import dev.taskwire.notification.LedgerStanding.Elsewhere;
import dev.taskwire.notification.LedgerStanding.Stopped;
import dev.taskwire.notification.MailAnswer.NotAccepted;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Refused;
import dev.taskwire.notification.MailAnswer.Unavailable;
import dev.taskwire.notification.MailAnswer.Unknown;
import dev.taskwire.worker.Outcome;
import java.time.Duration;
import java.util.Optional;

/** What becomes of a message whose mail was not accepted now. */
final class MailOutcome {
    private static final Duration NO_LINE = Duration.ofSeconds(1);

    private MailOutcome() {}

    /** @param policy of the mail's type */
    static Outcome of(NotAccepted answer, OnUnknown policy) {
        if (answer instanceof Refused) {
            return Outcome.reject(answer.reason());
        }
        if (answer instanceof Unknown && policy != OnUnknown.RESEND) {
            return stopped(MailState.ofUnknown(policy), answer.reason());
        }
        return new Outcome.Retry(answer.reason(), after(answer));
    }

    private static Optional<Duration> after(NotAccepted answer) {
        if (answer instanceof Unavailable unavailable) {
            return unavailable.after();
        }
        return answer instanceof NotTaken notTaken ? notTaken.after() : Optional.empty();
    }

    /** @param standing any but that of a call that was begun */
    static Outcome ofStanding(LedgerStanding standing) {
        if (standing instanceof Elsewhere elsewhere) {
            return new Outcome.Postpone(
                    "another worker is sending this mail, or died while it was sending it", elsewhere.left());
        }
        return standing instanceof Stopped stopped ? stopped(stopped.state(), stopped.error()) : Outcome.DONE;
    }

    static Outcome ofNoLine() {
        return new Outcome.Postpone(
                "all connections to the mail provider were taken, for longer than a mail waits", NO_LINE);
    }

    private static Outcome stopped(MailState state, String why) {
        String policy = state == MailState.HELD ? "it is held" : "it was given up";
        return Outcome.reject(why + "; " + policy + " (notifications.on_unknown)"
                + ". To send it again, set its state in taskwire.email_deliveries to failed and redrive the message");
    }
}
