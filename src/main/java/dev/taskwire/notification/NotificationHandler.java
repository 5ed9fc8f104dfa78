package dev.taskwire.notification;

import dev.taskwire.notification.Draft.Impossible;
import dev.taskwire.notification.Draft.Later;
import dev.taskwire.notification.Draft.Ready;
import dev.taskwire.queue.Message;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Tells people what happened. What is wrong with a message is wrong for good and rejects it; what is wrong with the
 * database may pass. Bound to one context.
 */
final class NotificationHandler implements MessageHandler {
    private final String queue;
    private final Drafting drafting;
    private final Ways ways;

    NotificationHandler(String queue, Drafting drafting, Ways ways) {
        this.queue = queue;
        this.drafting = drafting;
        this.ways = ways;
    }

    @Override
    public List<Future<Outcome>> handle(List<Message> batch) {
        List<Received> received =
                batch.stream().map(message -> Received.from(queue, message)).toList();
        Future<Answers> answers = drafting.draft(received).map(this::send);
        return received.stream()
                .map(one ->
                        answers.compose(all -> all.to(one), failure -> Future.succeededFuture(Outcome.failed(failure))))
                .toList();
    }

    /** Messages with the same event id share what is sent, and its outcome. */
    private Answers send(Map<Received, Draft> drafts) {
        Map<UUID, Future<Outcome>> sent = ways.send(drafts.values().stream()
                .filter(Ready.class::isInstance)
                .map(Ready.class::cast)
                .toList());
        return new Answers(drafts, sent);
    }

    /** What becomes of each message of a batch. */
    private record Answers(Map<Received, Draft> drafts, Map<UUID, Future<Outcome>> sent) {
        Future<Outcome> to(Received received) {
            Draft draft = Objects.requireNonNull(drafts.get(received));
            return draft instanceof Ready
                    ? Objects.requireNonNull(sent.get(received.eventId()))
                    : Future.succeededFuture(outcome(draft));
        }
    }

    private static Outcome outcome(Draft draft) {
        if (draft instanceof Impossible impossible) {
            return Outcome.reject(impossible.reason());
        }
        return draft instanceof Later later ? Outcome.retry(later.reason()) : Outcome.DONE;
    }
}
