package dev.taskwire.notification;

import dev.taskwire.notification.Draft.Ready;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** The way of mail in a process that has no key: mails wait for one that has. May be used from any context. */
final class NoMailWay implements Way {
    /** Long enough to wait outside of the queue, and not all of them for as long. */
    private static final Duration LEAST = Duration.ofSeconds(61);

    private static final String REASON =
            "there is no mail.api_key (SENDGRID_API_KEY): the mail waits until there is one";

    @Override
    public Map<UUID, Future<Outcome>> send(List<Ready> ready) {
        return ready.stream()
                .collect(Collectors.toMap(
                        Ready::eventId, one -> Future.succeededFuture(wait(one)), (first, second) -> first));
    }

    private static Outcome wait(Ready ready) {
        return ready.mail().isPresent()
                ? Outcome.postpone(
                        REASON, LEAST.plusMillis(ThreadLocalRandom.current().nextLong(LEAST.toMillis())))
                : Outcome.reject(ready.recipient().whyNoMail());
    }
}
