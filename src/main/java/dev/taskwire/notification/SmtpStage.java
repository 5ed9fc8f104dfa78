package dev.taskwire.notification;

import dev.taskwire.notification.MailAnswer.Misconfigured;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Refused;
import dev.taskwire.notification.MailAnswer.Unavailable;
import dev.taskwire.notification.MailAnswer.Unknown;
import io.vertx.ext.mail.SMTPException;
import java.util.Optional;

/** How far a mail had come when the server said no, and what its no means there. */
enum SmtpStage {
    /** Greeting, encryption, login: nothing is about this mail, everything about all of them. */
    SESSION {
        @Override
        MailAnswer lasting(SmtpReply reply) {
            return new Misconfigured(reply.sentence());
        }

        @Override
        MailAnswer forNow(SmtpReply reply) {
            return new Unavailable(reply.sentence(), Optional.empty());
        }
    },
    /** The sender is the same for all mails; what may be this mail's own is its size. */
    SENDER {
        @Override
        MailAnswer lasting(SmtpReply reply) {
            return reply.code() == TOO_LARGE ? new Refused(reply.sentence()) : new Misconfigured(reply.sentence());
        }

        @Override
        MailAnswer forNow(SmtpReply reply) {
            return reply.code() == NO_ROOM
                    ? new NotTaken(reply.sentence(), Optional.empty())
                    : new Unavailable(reply.sentence(), Optional.empty());
        }
    },
    /** The recipient, or the word before the mail itself. */
    RECIPIENT {
        @Override
        MailAnswer lasting(SmtpReply reply) {
            return reply.isAboutTheLogin() ? new Misconfigured(reply.sentence()) : new Refused(reply.sentence());
        }
    },
    /** All of the mail was sent. */
    CONTENT {
        @Override
        MailAnswer lasting(SmtpReply reply) {
            return new Refused(reply.sentence());
        }

        @Override
        MailAnswer noReply(SmtpReply reply) {
            return new Unknown(reply.sentence() + ": whether it took the mail is not known");
        }
    };

    private static final int TOO_LARGE = 552;
    private static final int NO_ROOM = 452;

    /** The stage of a no to a mail that was begun. The mail client tells it by the first words of its message. */
    static SmtpStage of(SMTPException no) {
        String message = String.valueOf(no.getMessage());
        if (message.startsWith("sender address not accepted")) {
            return SENDER;
        }
        return message.startsWith("recipient address not accepted") || message.startsWith("DATA command not accepted")
                ? RECIPIENT
                : CONTENT;
    }

    /** Whether the mail client ended a session because the server offers no encryption or no login. */
    static boolean isRefusalToGoOn(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.startsWith("STARTTLS required") || message.startsWith("login is required");
    }

    /** Whether the mail client found a mail larger than what the server had said. */
    static boolean isTooLarge(Throwable failure) {
        return String.valueOf(failure.getMessage()).startsWith("message exceeds allowed size");
    }

    MailAnswer meaning(SmtpReply reply) {
        if (reply.isNone()) {
            return noReply(reply);
        }
        if (reply.isClosing()) {
            return new Unavailable(reply.sentence(), Optional.empty());
        }
        return reply.isForNow() ? forNow(reply) : lasting(reply);
    }

    /** The server will say the same again. */
    abstract MailAnswer lasting(SmtpReply reply);

    /** The server may say something else later. */
    MailAnswer forNow(SmtpReply reply) {
        return new NotTaken(reply.sentence(), Optional.empty());
    }

    /** What came was nothing that a server says. */
    MailAnswer noReply(SmtpReply reply) {
        return forNow(reply);
    }
}
