package dev.taskwire.notification;

import dev.taskwire.config.NotificationConfig;
import dev.taskwire.config.OnUnknown;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One worker's part in the sending of mails, with quick tries. */
final class LedgerWorker {
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final OnContext context;
    private final LedgeredMailer mailer;

    LedgerWorker(Vertx vertx, Pool pool, Mailer mailer, OnUnknown policy) {
        Map<String, OnUnknown> policies =
                NotificationConfig.TYPES.stream().collect(Collectors.toMap(Function.identity(), type -> policy));
        NotificationConfig config = new NotificationConfig("SELECT", Templates.BUILT_IN, "", policies);
        Ledger ledger =
                new Ledger(pool, new NotificationSettings("notifications", "public", Duration.ofSeconds(20), config));
        this.context = new OnContext(vertx);
        this.mailer = new LedgeredMailer(
                new GatheredLedger(vertx, ledger, mailer.timeout(), List.of(PAUSE, PAUSE, PAUSE)),
                mailer,
                new Lines(vertx, mailer, PATIENCE),
                policies);
    }

    static Mail mail(String name) {
        return new Mail(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                "task_assigned",
                new MailAddress(name + "@example.com", ""),
                new MailContent.Rendered("Subject", "Text", "<p>Text</p>"));
    }

    static Mail[] mails(int count) {
        return IntStream.range(0, count).mapToObj(i -> mail("user" + i)).toArray(Mail[]::new);
    }

    /** Begins to send one mail. */
    Future<Outcome> begin(Mail mail) throws Exception {
        return begin(List.of(mail)).get(0);
    }

    List<Future<Outcome>> begin(List<Mail> mails) throws Exception {
        Map<UUID, Mail> byEvent = mails.stream().collect(Collectors.toMap(Mail::eventId, Function.identity()));
        return List.copyOf(context.begin(() -> mailer.send(byEvent)).values());
    }

    /** Sends the mails of a batch and waits for what becomes of their messages. */
    List<Outcome> send(Mail... mails) throws Exception {
        return Future.all(begin(Arrays.asList(mails)))
                .await(30, TimeUnit.SECONDS)
                .list();
    }
}
