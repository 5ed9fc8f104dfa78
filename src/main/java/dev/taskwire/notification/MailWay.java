package dev.taskwire.notification;

import dev.taskwire.config.Channel;
import dev.taskwire.notification.Draft.Ready;
import dev.taskwire.worker.Notified;
import dev.taskwire.worker.Outcome;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Mails notifications, or gathers them where their type is told in digests. Bound to one context. */
final class MailWay implements Way {
    private final LedgeredMailer mailer;
    private final Digests digests;
    private final WorkerListener listener;

    MailWay(LedgeredMailer mailer, Digests digests, WorkerListener listener) {
        this.mailer = mailer;
        this.digests = digests;
        this.listener = listener;
    }

    @Override
    public Map<UUID, Future<Outcome>> send(List<Ready> ready) {
        Map<UUID, Mail> mails = new HashMap<>();
        Map<UUID, Ready> gathered = new HashMap<>();
        Map<UUID, Ready> unreachable = new HashMap<>();
        for (Ready one : ready) {
            Optional<Mail> mail = one.mail();
            if (mail.isEmpty()) {
                unreachable.put(one.eventId(), one);
            } else if (NotificationType.isToBeGathered(one)) {
                gathered.put(one.eventId(), one);
            } else {
                mails.put(one.eventId(), mail.get());
            }
        }
        Map<UUID, Future<Outcome>> outcomes = new HashMap<>(mailer.send(mails.values()));
        outcomes.putAll(gather(gathered));
        outcomes.putAll(each(
                unreachable,
                one -> Future.succeededFuture(Outcome.reject(one.recipient().whyNoMail()))));
        return outcomes;
    }

    private Map<UUID, Future<Outcome>> gather(Map<UUID, Ready> gathered) {
        Future<Map<Ready, Throwable>> added = digests.add(List.copyOf(gathered.values()));
        return each(gathered, one -> added.map(refused -> outcome(one, refused)).otherwise(Outcome::failed));
    }

    private static Map<UUID, Future<Outcome>> each(Map<UUID, Ready> ready, Function<Ready, Future<Outcome>> outcome) {
        return ready.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, one -> outcome.apply(one.getValue())));
    }

    private Outcome outcome(Ready ready, Map<Ready, Throwable> refused) {
        Throwable refusal = refused.get(ready);
        if (refusal != null) {
            return Outcome.reject("it cannot be gathered for a digest: " + refusal.getMessage());
        }
        listener.notified(ready.type(), Ways.name(Channel.EMAIL), Notified.GATHERED);
        return Outcome.DONE;
    }
}
