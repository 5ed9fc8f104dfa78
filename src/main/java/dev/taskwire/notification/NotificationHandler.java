package dev.taskwire.notification;

import dev.taskwire.notification.Draft.Impossible;
import dev.taskwire.notification.Draft.Ready;
import dev.taskwire.notification.Notification.Malformed;
import dev.taskwire.queue.Message;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tells people what happened: one query for the profiles of a batch, one insert for its in-app rows, then a mail each.
 * What is wrong with a message is wrong for good and rejects it; what is wrong with the database may pass. Bound to one
 * context.
 */
final class NotificationHandler implements MessageHandler {
    private final String queue;
    private final NotificationTables tables;
    private final Composer composer;
    private final LedgeredMailer mailer;

    NotificationHandler(String queue, NotificationTables tables, Composer composer, LedgeredMailer mailer) {
        this.queue = queue;
        this.tables = tables;
        this.composer = composer;
        this.mailer = mailer;
    }

    @Override
    public List<Future<Outcome>> handle(List<Message> batch) {
        List<Received> received =
                batch.stream().map(message -> Received.from(queue, message)).toList();
        Future<List<Future<Outcome>>> outcomes = tables.profiles()
                .find(people(received))
                .map(found -> drafts(received, found))
                .compose(drafts -> tables.inApp().insert(rows(drafts)).map(refused -> delivered(drafts, refused)));
        return IntStream.range(0, batch.size())
                .mapToObj(i -> received.get(i).notification() instanceof Malformed malformed
                        ? rejected(malformed.reason())
                        : outcomes.compose(all -> all.get(i), NotificationHandler::failed))
                .toList();
    }

    private static Set<String> people(List<Received> received) {
        return received.stream().flatMap(Received::people).collect(Collectors.toSet());
    }

    private List<Draft> drafts(List<Received> received, FoundProfiles found) {
        return received.stream().map(one -> composer.compose(one, found)).toList();
    }

    private static List<InAppRow> rows(List<Draft> drafts) {
        return drafts.stream()
                .filter(Ready.class::isInstance)
                .map(draft -> ((Ready) draft).row())
                .toList();
    }

    /** Messages with the same event id share one mail and its outcome. */
    private List<Future<Outcome>> delivered(List<Draft> drafts, Map<InAppRow, Throwable> refused) {
        Map<UUID, Mail> mails = new HashMap<>();
        for (Draft draft : drafts) {
            if (draft instanceof Ready ready && !refused.containsKey(ready.row())) {
                ready.mail().ifPresent(mail -> mails.put(mail.eventId(), mail));
            }
        }
        Map<UUID, Future<Outcome>> sent = mailer.send(mails);
        return drafts.stream()
                .map(draft -> draft instanceof Ready ready
                        ? Optional.ofNullable(sent.get(ready.row().id()))
                                .orElseGet(() -> rejected(whyNot(ready, refused)))
                        : rejected(((Impossible) draft).reason()))
                .toList();
    }

    private static String whyNot(Ready ready, Map<InAppRow, Throwable> refused) {
        Throwable refusal = refused.get(ready.row());
        return refusal == null
                ? ready.recipient().whyNoMail()
                : "the table of in-app notifications refused the row: " + refusal.getMessage();
    }

    private static Future<Outcome> rejected(String reason) {
        return Future.succeededFuture(Outcome.reject(reason));
    }

    private static Future<Outcome> failed(Throwable failure) {
        return Future.succeededFuture(Outcome.failed(failure));
    }
}
