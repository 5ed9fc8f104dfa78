package dev.taskwire.notification;

import dev.taskwire.notification.Draft.Impossible;
import dev.taskwire.notification.Draft.Ready;
import dev.taskwire.notification.Notification.Malformed;
import dev.taskwire.queue.Message;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tells people what happened: one query for the profiles of a batch, one insert for its in-app rows, then a mail each.
 * Keeps nothing between batches; one may serve all instances of a process.
 */
public final class NotificationHandler implements MessageHandler {
    private final String queue;
    private final NotificationTables tables;
    private final Composer composer;
    private final Mailer mailer;

    NotificationHandler(String queue, NotificationTables tables, Composer composer, Mailer mailer) {
        this.queue = queue;
        this.tables = tables;
        this.composer = composer;
        this.mailer = mailer;
    }

    /**
     * Makes a handler, and reads and tries its templates: not for an event loop.
     *
     * @throws BrokenTemplateException where a template is missing or broken, with its name and line
     */
    public static NotificationHandler create(Pool pool, NotificationSettings settings, Mailer mailer) {
        Templates templates = Templates.load(settings.config().templates());
        TaskLink taskLink = new TaskLink(settings.config().taskUrl());
        return new NotificationHandler(
                settings.queue(),
                new NotificationTables(
                        new Profiles(pool, settings.config().profileQuery()),
                        new InAppRows(pool, settings.tablesSchema())),
                new Composer(templates, taskLink),
                mailer);
    }

    @Override
    public List<Future<Outcome>> handle(List<Message> batch) {
        List<Received> received =
                batch.stream().map(message -> Received.from(queue, message)).toList();
        Future<List<Draft>> drafts = tables.profiles().find(people(received)).map(found -> drafts(received, found));
        Future<Map<InAppRow, Throwable>> refused =
                drafts.compose(ready -> tables.inApp().insert(rows(ready)));
        return IntStream.range(0, batch.size())
                .mapToObj(i -> received.get(i).notification() instanceof Malformed malformed
                        ? failed(malformed.reason())
                        : refused.compose(rows -> deliver(drafts.result().get(i), rows)))
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

    private Future<Outcome> deliver(Draft draft, Map<InAppRow, Throwable> refused) {
        if (!(draft instanceof Ready ready)) {
            return failed(((Impossible) draft).reason());
        }
        Throwable refusal = refused.get(ready.row());
        if (refusal != null) {
            return failed("the table of in-app notifications refused the row: " + refusal.getMessage());
        }
        Profile recipient = ready.recipient();
        return MailAddress.of(recipient.email(), recipient.name())
                .map(to -> mailer.send(new Mail(ready.row().id(), to, ready.content())))
                .orElseGet(() -> failed(recipient.whyNoMail()));
    }

    private static Future<Outcome> failed(String reason) {
        return Future.succeededFuture(Outcome.retry(reason));
    }
}
