package dev.taskwire.notification;

import dev.taskwire.config.Secret;
import dev.taskwire.notification.ChatAnswer.Accepted;
import dev.taskwire.notification.ChatAnswer.Misconfigured;
import dev.taskwire.notification.ChatAnswer.NotTaken;
import dev.taskwire.notification.ChatAnswer.Refused;
import dev.taskwire.notification.ChatAnswer.Unavailable;
import dev.taskwire.notification.ChatAnswer.Unknown;
import dev.taskwire.notification.PostEnd.Answered;
import dev.taskwire.notification.PostEnd.Unanswered;
import dev.taskwire.notification.PostEnd.Unreached;
import dev.taskwire.notification.PostEnd.Unwritten;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** What an incoming webhook's answers mean, and what it means that there is none: the one place that decides it. */
final class SlackAnswer {
    private static final int MESSAGE_LONGEST = 300;
    private static final int READ_MOST = 10_000;
    private static final String SHORTEST_SECRET = "/";

    private final Secret address;
    private final String path;
    private final Clock clock;

    /** @param address is struck out, should an answer or a failure repeat it */
    SlackAnswer(Secret address, Clock clock) {
        this.address = address;
        this.path = URI.create(address.value()).getRawPath();
        this.clock = clock;
    }

    static boolean accepts(int status) {
        return status == 200;
    }

    ChatAnswer of(PostEnd end) {
        if (end instanceof Answered answered) {
            return accepts(answered.status()) ? new Accepted() : refusal(answered);
        }
        if (end instanceof Unreached unreached) {
            return new Unavailable(
                    "Slack cannot be reached, the message was not sent: " + words(unreached.cause()), Optional.empty());
        }
        if (end instanceof Unwritten unwritten) {
            return new NotTaken(
                    "the connection to Slack broke before the message was sent: " + words(unwritten.cause()));
        }
        return end instanceof Unanswered unanswered
                ? new Unknown(unanswered(unanswered.cause()) + ": whether it took the message is not known")
                : new NotTaken("there was no connection to Slack within slack.timeout: the message was not sent");
    }

    private ChatAnswer refusal(Answered answered) {
        String reason = sentence(answered);
        return switch (answered.status()) {
            // The webhook was revoked, its channel archived, or there never was one; nothing is different for the next.
            case 401, 403, 404, 405, 407, 410 -> new Misconfigured(reason);
            case 408, 429 -> new Unavailable(reason, RetryTime.of(answered.headers(), clock.instant()));
            default -> byHundreds(answered, reason);
        };
    }

    private ChatAnswer byHundreds(Answered answered, String reason) {
        return switch (answered.status() / 100) {
            case 3 -> new Misconfigured(reason);
            case 4 -> new Refused(reason);
            case 5 -> new Unavailable(reason, RetryTime.of(answered.headers(), clock.instant()));
            default -> new Unknown(reason + ": whether it took the message is not known");
        };
    }

    private String unanswered(Throwable cause) {
        return cause instanceof TimeoutException
                ? "Slack did not answer in time"
                : "the connection to Slack broke (" + words(cause) + ")";
    }

    private String words(Throwable cause) {
        return SingleLine.of(withoutAddress(SingleLine.of(cause, READ_MOST)), MESSAGE_LONGEST);
    }

    private String sentence(Answered answered) {
        String message = SingleLine.of(withoutAddress(answered.body()), MESSAGE_LONGEST);
        return "Slack answered " + answered.status() + (message.isEmpty() ? "" : ": " + message);
    }

    private String withoutAddress(String text) {
        String struck = text.replace(address.value(), address.toString());
        return path.length() > SHORTEST_SECRET.length() ? struck.replace(path, address.toString()) : struck;
    }
}
