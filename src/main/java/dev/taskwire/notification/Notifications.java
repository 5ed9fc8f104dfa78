package dev.taskwire.notification;

import dev.taskwire.worker.MessageHandler;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;

/** Makes the handlers of a process's instances, which share templates, provider and its lines. */
public final class Notifications {
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
    private final Lines lines;
    private final Composer composer;

    private Notifications(Vertx vertx, Pool pool, NotificationSettings settings, Mailer mailer) {
        this.vertx = vertx;
        this.pool = pool;
        this.settings = settings;
        this.mailer = mailer;
        this.lines = new Lines(vertx, mailer, settings.attemptTimeout().minus(mailer.timeout()));
        this.composer = new Composer(
                Templates.load(settings.config().templates()),
                new TaskLink(settings.config().taskUrl()));
    }

    /**
     * Reads and tries the templates: not for an event loop.
     *
     * @throws BrokenTemplateException where a template is missing or broken, with its name and line
     */
    public static Notifications load(Vertx vertx, Pool pool, NotificationSettings settings, Mailer mailer) {
        return new Notifications(vertx, pool, settings, mailer);
    }

    /** A handler for one instance, on whose context it is called. */
    public MessageHandler handler() {
        GatheredLedger ledger = new GatheredLedger(vertx, new Ledger(pool, settings), mailer.timeout(), PAUSES);
        return new NotificationHandler(
                settings.queue(),
                new NotificationTables(
                        new Profiles(pool, settings.config().profileQuery()),
                        new InAppRows(pool, settings.tablesSchema())),
                composer,
                new LedgeredMailer(ledger, mailer, lines, settings.config().onUnknown()));
    }
}
