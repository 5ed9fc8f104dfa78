package dev.taskwire.notification;

import dev.taskwire.config.Channel;
import dev.taskwire.queue.Destination;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Makes the handlers of a process's instances, which share templates, provider and its lines. */
public final class Notifications {
    /** The name under which the mail provider is closed and opened. */
    public static final String MAIL = "mail";

    /** The name under which Slack is closed and opened. */
    public static final String SLACK = SlackWay.DESTINATION;

    /** How long the ledger waits before each further try of a write about calls that were made. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMillis(100),
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4));

    private final NotificationProcess process;
    private final NotificationSettings settings;
    private final NotificationTables tables;
    private final NotificationTypes types;
    private final Composer composer;
    private final MailGate gate;

    private Notifications(NotificationProcess process, NotificationSettings settings) {
        this.process = process;
        this.settings = settings;
        Pool pool = process.pool();
        Mailer mailer = process.mailer();
        Digests digests = new Digests(pool, settings.queue());
        this.tables = new NotificationTables(
                new Repetitions(pool), new Preferences(pool), new InAppRows(pool, settings.tablesSchema()), digests);
        this.types = new NotificationTypes(pool, settings.config(), digests);
        this.composer = new Composer(Templates.load(settings.config().templates(), types.all()));
        Lines lines =
                new Lines(process.vertx(), mailer, settings.attemptTimeout().minus(mailer.timeout()));
        this.gate = new MailGate(new Destination(pool, MAIL), lines, process.listener());
    }

    /**
     * Reads and tries the templates: not for an event loop.
     *
     * @throws BrokenTemplateException where templates are missing or broken, with their names and lines
     */
    public static Notifications load(NotificationProcess process, NotificationSettings settings) {
        return new Notifications(process, settings);
    }

    /** Tries the queries of the types; fails with everything that is wrong with them, in words. */
    public Future<Void> check() {
        return new QueryCheck(types.all(), composer).run();
    }

    /** A handler for one instance, on whose context it is called. */
    public MessageHandler handler() {
        Vertx vertx = process.vertx();
        WorkerListener listener = process.listener();
        GatheredLedger ledger = new GatheredLedger(
                vertx,
                new Ledger(process.pool(), settings, MAIL),
                process.mailer().timeout(),
                PAUSES);
        LedgeredMailer mailer = new LedgeredMailer(
                ledger,
                process.mailer(),
                gate,
                new MailPolicies(settings.config().types(), listener));
        return new NotificationHandler(
                settings.queue(), new Drafting(types, tables, composer, listener), new Ways(ways(mailer)));
    }

    private Map<Channel, Way> ways(LedgeredMailer mailer) {
        WorkerListener listener = process.listener();
        Map<Channel, Way> ways = new EnumMap<>(Channel.class);
        ways.put(Channel.IN_APP, new InAppWay(tables.inApp(), listener));
        ways.put(Channel.EMAIL, new MailWay(mailer, tables.digests(), listener));
        ways.put(Channel.LOG, new LogWay(listener));
        process.slack().ifPresent(client -> ways.put(Channel.SLACK, slackWay(client)));
        return ways;
    }

    private SlackWay slackWay(SlackClient client) {
        Pool pool = process.pool();
        Destination destination = new Destination(pool, SlackWay.DESTINATION);
        return new SlackWay(client, new SlackPosts(pool, destination.name()), destination, process.listener());
    }
}
