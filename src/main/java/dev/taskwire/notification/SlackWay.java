package dev.taskwire.notification;

import dev.taskwire.config.Channel;
import dev.taskwire.notification.ChatAnswer.Accepted;
import dev.taskwire.notification.ChatAnswer.Misconfigured;
import dev.taskwire.notification.ChatAnswer.NotAccepted;
import dev.taskwire.notification.ChatAnswer.Refused;
import dev.taskwire.notification.ChatAnswer.Unavailable;
import dev.taskwire.notification.Draft.Ready;
import dev.taskwire.notification.SlackPosts.Standing;
import dev.taskwire.queue.Destination;
import dev.taskwire.queue.Destination.Closing;
import dev.taskwire.worker.Notified;
import dev.taskwire.worker.Outcome;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells notifications to a Slack channel, each at least once, and twice only where an answer was lost. While Slack takes
 * nothing they wait, which is no attempt. May be used from any context.
 */
final class SlackWay implements Way {
    static final String DESTINATION = "slack";

    private static final Logger LOG = LoggerFactory.getLogger(SlackWay.class);
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private final SlackClient client;
    private final SlackPosts posts;
    private final Destination destination;
    private final WorkerListener listener;

    SlackWay(SlackClient client, SlackPosts posts, Destination destination, WorkerListener listener) {
        this.client = client;
        this.posts = posts;
        this.destination = destination;
        this.listener = listener;
    }

    @Override
    public Map<UUID, Future<Outcome>> send(List<Ready> ready) {
        Map<UUID, Ready> byEvent = new LinkedHashMap<>();
        ready.forEach(one -> byEvent.put(one.eventId(), one));
        UUID first = byEvent.keySet().iterator().next();
        Future<Standing> standing = posts.look(List.copyOf(byEvent.keySet()), client.timeout());
        return byEvent.values().stream()
                .collect(Collectors.toMap(
                        Ready::eventId,
                        one -> standing.compose(
                                        known -> send(one, known, one.eventId().equals(first)))
                                .otherwise(Outcome::failed)));
    }

    private Future<Outcome> send(Ready ready, Standing standing, boolean isFirst) {
        if (standing.posted().contains(ready.eventId())) {
            return Future.succeededFuture(Outcome.DONE);
        }
        return standing.isOpen() || (standing.isProbe() && isFirst)
                ? post(ready, standing.isProbe())
                : Future.succeededFuture(wait(standing.reason(), standing.left()));
    }

    private Future<Outcome> post(Ready ready, boolean isProbe) {
        Words words = ready.words();
        SlackMessage message = words.slack().orElseGet(() -> SlackMessage.of(words.subject()));
        return client.post(message, Deadline.in(client.timeout()))
                .compose(answer ->
                        answer instanceof Accepted ? posted(ready, isProbe) : notPosted((NotAccepted) answer, isProbe));
    }

    /** Slack was told, whether that can be written down or not. */
    private Future<Outcome> posted(Ready ready, boolean isProbe) {
        listener.notified(ready.type(), Ways.name(Channel.SLACK), Notified.SENT);
        return posts.posted(ready.eventId(), ready.type())
                .compose(written -> isProbe ? open() : Future.succeededFuture())
                .onFailure(failure -> LOG.atWarn()
                        .addKeyValue("event_id", ready.eventId())
                        .addKeyValue("reason", failure.getMessage())
                        .log("it cannot be written that Slack was told of an event"))
                .otherwiseEmpty()
                .map(Outcome.DONE);
    }

    private Future<Void> open() {
        return destination
                .open()
                .onSuccess(wasClosed -> listener.opened(DESTINATION))
                .mapEmpty();
    }

    private Future<Outcome> notPosted(NotAccepted answer, boolean isProbe) {
        if (answer instanceof Refused) {
            return Future.succeededFuture(Outcome.reject(answer.reason()));
        }
        if (answer instanceof Misconfigured) {
            return close(new Closing(answer.reason(), true, Optional.empty()), isProbe);
        }
        if (answer instanceof Unavailable away) {
            return close(new Closing(answer.reason(), false, away.after()), isProbe);
        }
        return isProbe
                ? close(new Closing(answer.reason(), false, Optional.empty()), true)
                        .map(Outcome.retry(answer.reason()))
                : Future.succeededFuture(Outcome.retry(answer.reason()));
    }

    private Future<Outcome> close(Closing closing, boolean isProbe) {
        return destination
                .close(closing, isProbe)
                .onSuccess(pause -> listener.closed(DESTINATION, closing.reason(), pause))
                .otherwise(closing.after().orElse(A_MOMENT))
                .map(pause -> wait(closing.reason(), pause));
    }

    private static Outcome wait(String reason, Duration left) {
        Duration pause = left.compareTo(A_MOMENT) < 0 ? A_MOMENT : left;
        return new Outcome.Postpone(reason, pause, Optional.of(DESTINATION));
    }
}
