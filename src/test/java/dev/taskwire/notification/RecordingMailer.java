package dev.taskwire.notification;

import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps mails instead of sending them. */
final class RecordingMailer implements Mailer {
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private volatile Outcome outcome = Outcome.DONE;

    @Override
    public Future<Outcome> send(Mail mail) {
        mails.add(mail);
        return Future.succeededFuture(outcome);
    }

    List<Mail> mails() {
        return mails;
    }

    List<String> recipients() {
        return mails.stream().map(mail -> mail.to().email()).toList();
    }

    void answers(Outcome always) {
        outcome = always;
    }
}
