package dev.taskwire.notification;

import dev.taskwire.notification.MailAnswer.Accepted;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps mails instead of sending them. */
final class RecordingMailer implements Mailer {
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private volatile MailAnswer answer = new Accepted(Optional.empty());

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(10);
    }

    @Override
    public int connections() {
        return 64;
    }

    @Override
    public int most() {
        return 1;
    }

    @Override
    public Future<List<MailAnswer>> send(List<Mail> sent, Deadline deadline) {
        mails.addAll(sent);
        return Future.succeededFuture(sent.stream().map(mail -> answer).toList());
    }

    List<Mail> mails() {
        return mails;
    }

    static MailContent.Rendered words(Mail mail) {
        return (MailContent.Rendered) mail.content();
    }

    List<String> recipients() {
        return mails.stream().map(mail -> mail.to().email()).toList();
    }

    void answers(MailAnswer always) {
        answer = always;
    }
}
