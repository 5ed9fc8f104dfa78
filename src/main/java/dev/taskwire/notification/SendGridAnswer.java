package dev.taskwire.notification;

import dev.taskwire.config.Secret;
import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.Misconfigured;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Refused;
import dev.taskwire.notification.MailAnswer.Unknown;
import dev.taskwire.notification.PostEnd.Answered;
import dev.taskwire.notification.PostEnd.Unanswered;
import dev.taskwire.notification.PostEnd.Unreached;
import dev.taskwire.notification.PostEnd.Unwritten;
import io.vertx.core.MultiMap;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * What SendGrid's answers mean, and what it means that there is none: the one place that decides it. SendGrid knows no
 * idempotency, so what decides is whether it can have seen the whole request.
 */
final class SendGridAnswer {
    private static final int MESSAGE_LONGEST = 300;
    private static final int ID_LONGEST = 200;

    private final Secret key;
    private final Clock clock;

    /** @param key is struck out, should an answer repeat it */
    SendGridAnswer(Secret key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /** The meaning of the end of a call. */
    MailAnswer of(PostEnd end) {
        if (end instanceof Answered answered) {
            return accepts(answered.status())
                    ? accepted(answered.headers())
                    : refusal(new SendGridReply(answered.status(), answered.headers(), answered.body()));
        }
        if (end instanceof Unreached unreached) {
            return unreached(unreached.cause());
        }
        if (end instanceof Unwritten unwritten) {
            return unwritten(unwritten.cause());
        }
        return end instanceof Unanswered unanswered ? unanswered(unanswered.cause()) : tooLate();
    }

    /** 202 for a mail that was taken, 200 for one in SendGrid's sandbox mode. */
    static boolean accepts(int status) {
        return status == 202 || status == 200;
    }

    static MailAnswer accepted(MultiMap headers) {
        return new Accepted(Optional.ofNullable(headers.get("X-Message-Id")).map(id -> SingleLine.of(id, ID_LONGEST)));
    }

    /** The meaning of an answer that is no acceptance. */
    MailAnswer refusal(SendGridReply reply) {
        String reason = sentence(reply);
        return switch (reply.status()) {
            // Key, sender, credits; a method, a path or a content type that is the same for every mail.
            case 401, 402, 403, 404, 405, 407, 415 -> new Misconfigured(reason);
            case 408, 429, 503 -> new NotTaken(reason, RetryTime.of(reply.headers(), clock.instant()));
            default -> byHundreds(reply.status() / 100, reason);
        };
    }

    private static MailAnswer byHundreds(int hundreds, String reason) {
        return switch (hundreds) {
            case 3 -> new Misconfigured(reason);
            case 4 -> new Refused(reason);
            default -> new Unknown(reason + ": whether it took the mail is not known");
        };
    }

    /** There was no connection to send anything on. */
    static MailAnswer unreached(Throwable cause) {
        return notSent("SendGrid cannot be reached", cause);
    }

    /** The time was over before anything was sent. */
    static MailAnswer tooLate() {
        return new NotTaken(
                "there was no connection to SendGrid within mail.timeout: the mail was not sent", Optional.empty());
    }

    /** The request could not be written to its end, and half a request is no mail. */
    static MailAnswer unwritten(Throwable cause) {
        return notSent("the connection to SendGrid broke before the request was sent", cause);
    }

    /** The request was sent, or may have been, and nothing that can be understood came back. */
    static MailAnswer unanswered(Throwable cause) {
        String what = cause instanceof TimeoutException
                ? "SendGrid did not answer in time"
                : "the connection to SendGrid broke (" + words(cause) + ")";
        return new Unknown(what + ": whether it took the mail is not known");
    }

    private static MailAnswer notSent(String what, Throwable cause) {
        return new NotTaken(what + ", the mail was not sent: " + words(cause), Optional.empty());
    }

    /** What went wrong may have been said by whatever is at the other end. */
    private static String words(Throwable cause) {
        return SingleLine.of(cause, MESSAGE_LONGEST);
    }

    private String sentence(SendGridReply reply) {
        String message = SingleLine.of(reply.message().replace(key.value(), key.toString()), MESSAGE_LONGEST);
        return "SendGrid answered " + reply.status() + (message.isEmpty() ? "" : ": " + message);
    }
}
