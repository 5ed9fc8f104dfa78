package dev.taskwire.notification;

import dev.taskwire.queue.Destination;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;

/** What the instances of one process share to send mail: the provider, its lines and its gate. */
final class Mailing {
    /** How long the ledger waits before each further try of a write about calls that were made. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMillis(100),
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4));

    private final Vertx vertx;
    private final Pool pool;
    private final NotificationSettings settings;
    private final Mailer mailer;
    private final MailGate gate;
    private final MailPolicies policies;

    Mailing(NotificationProcess process, NotificationSettings settings, Mailer mailer) {
        this.vertx = process.vertx();
        this.pool = process.pool();
        this.settings = settings;
        this.mailer = mailer;
        Lines lines = new Lines(vertx, mailer, settings.attemptTimeout().minus(mailer.timeout()));
        this.gate = new MailGate(new Destination(pool, Notifications.MAIL), lines, process.listener());
        this.policies = new MailPolicies(settings.config().types(), process.listener());
    }

    /** For one instance, on whose context it is called. */
    LedgeredMailer forInstance() {
        Ledger ledger = new Ledger(pool, settings, Notifications.MAIL);
        return new LedgeredMailer(new GatheredLedger(vertx, ledger, mailer.timeout(), PAUSES), mailer, gate, policies);
    }
}
