package dev.taskwire.notification;

import dev.taskwire.config.Secret;
import dev.taskwire.notification.MailAnswer.Accepted;
import dev.taskwire.notification.MailAnswer.Misconfigured;
import dev.taskwire.notification.MailAnswer.NotTaken;
import dev.taskwire.notification.MailAnswer.Refused;
import dev.taskwire.notification.MailAnswer.Unavailable;
import dev.taskwire.notification.MailAnswer.Unknown;
import dev.taskwire.notification.PostEnd.Answered;
import dev.taskwire.notification.PostEnd.Unanswered;
import dev.taskwire.notification.PostEnd.Unreached;
import dev.taskwire.notification.PostEnd.Unwritten;
import dev.taskwire.notification.SendGridVerdict.Scope;
import io.vertx.core.MultiMap;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

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

    /** 202 for a mail that was taken, 200 for one in SendGrid's sandbox mode. */
    static boolean accepts(int status) {
        return status == 202 || status == 200;
    }

    static MailAnswer accepted(MultiMap headers) {
        return new Accepted(Optional.ofNullable(headers.get("X-Message-Id")).map(id -> SingleLine.of(id, ID_LONGEST)));
    }

    /** The meaning of the end of a call, for the mails of its request. */
    SendGridVerdict verdict(PostEnd end) {
        if (end instanceof Answered answered) {
            return accepts(answered.status())
                    ? SendGridVerdict.ofEach(accepted(answered.headers()))
                    : verdict(new SendGridReply(answered.status(), answered.headers(), answered.body()));
        }
        if (end instanceof Unreached unreached) {
            return SendGridVerdict.ofEach(unreached(unreached.cause()));
        }
        if (end instanceof Unwritten unwritten) {
            return SendGridVerdict.ofEach(unwritten(unwritten.cause()));
        }
        return SendGridVerdict.ofEach(
                end instanceof Unanswered unanswered ? unanswered(unanswered.cause()) : tooLate());
    }

    /** The meaning of an answer that is no acceptance, for the mails of its request. */
    private SendGridVerdict verdict(SendGridReply reply) {
        MailAnswer answer = refusal(reply);
        if (!(answer instanceof Refused) || reply.isAboutAll()) {
            return SendGridVerdict.ofEach(answer);
        }
        Map<Integer, MailAnswer> faulty = reply.faulty().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, fault -> new Refused(sentence(reply.status(), fault.getValue()))));
        return new SendGridVerdict(answer, faulty, Scope.REQUEST);
    }

    /** The meaning of an answer that is no acceptance, for a mail alone. */
    MailAnswer refusal(SendGridReply reply) {
        String reason = sentence(reply.status(), reply.message());
        return switch (reply.status()) {
            // Key, sender, credits; a method, a path or a content type that is the same for every mail.
            case 401, 402, 403, 404, 405, 407, 415 -> new Misconfigured(reason);
            case 429, 503 -> new Unavailable(reason, RetryTime.of(reply.headers(), clock.instant()));
            case 408 -> new NotTaken(reason, RetryTime.of(reply.headers(), clock.instant()));
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

    /** There was no connection to send anything on: all are taken, or none can be made. */
    static MailAnswer unreached(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return tooLate();
        }
        return new Unavailable("SendGrid cannot be reached, the mail was not sent: " + words(cause), Optional.empty());
    }

    /** The time was over before anything was sent. */
    static MailAnswer tooLate() {
        return new NotTaken(
                "there was no connection to SendGrid within mail.timeout: the mail was not sent", Optional.empty());
    }

    /** The request could not be written to its end, and half a request is no mail. */
    static MailAnswer unwritten(Throwable cause) {
        return new NotTaken(
                "the connection to SendGrid broke before the request was sent, the mail was not sent: " + words(cause),
                Optional.empty());
    }

    /** The request was sent, or may have been, and nothing that can be understood came back. */
    static MailAnswer unanswered(Throwable cause) {
        String what = cause instanceof TimeoutException
                ? "SendGrid did not answer in time"
                : "the connection to SendGrid broke (" + words(cause) + ")";
        return new Unknown(what + ": whether it took the mail is not known");
    }

    /** What went wrong may have been said by whatever is at the other end. */
    private static String words(Throwable cause) {
        return SingleLine.of(cause, MESSAGE_LONGEST);
    }

    private String sentence(int status, String said) {
        String message = SingleLine.of(said.replace(key.value(), key.toString()), MESSAGE_LONGEST);
        return "SendGrid answered " + status + (message.isEmpty() ? "" : ": " + message);
    }
}
