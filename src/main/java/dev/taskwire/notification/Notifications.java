package dev.taskwire.notification;

import dev.taskwire.config.Channel;
import dev.taskwire.queue.Destination;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.WorkerListener;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Makes the handlers of a process's instances, which share templates, provider and its lines. */
public final class Notifications {
    /** The name under which the mail provider is closed and opened. */
    public static final String MAIL = "mail";

    /** The name under which Slack is closed and opened. */
    public static final String SLACK = SlackWay.DESTINATION;

    private final NotificationProcess process;
    private final NotificationSettings settings;
    private final NotificationTables tables;
    private final NotificationTypes types;
    private final Composer composer;
    private final Optional<Mailing> mailing;

    private Notifications(NotificationProcess process, NotificationSettings settings) {
        this.process = process;
        this.settings = settings;
        Pool pool = process.pool();
        Digests digests = new Digests(pool, settings.queue());
        this.tables = new NotificationTables(
                new Repetitions(pool), new Preferences(pool), new InAppRows(pool, settings.tablesSchema()), digests);
        this.types = new NotificationTypes(pool, settings.config(), digests);
        this.composer = new Composer(Templates.load(settings.config().templates(), types.all()));
        this.mailing = process.mailer().map(mailer -> new Mailing(process, settings, mailer));
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
        Drafting drafting = new Drafting(types, tables, composer, process.listener());
        return new NotificationHandler(settings.queue(), drafting, new Ways(ways()));
    }

    private Map<Channel, Way> ways() {
        WorkerListener listener = process.listener();
        Map<Channel, Way> ways = new EnumMap<>(Channel.class);
        ways.put(Channel.IN_APP, new InAppWay(tables.inApp(), listener));
        ways.put(Channel.EMAIL, mailWay());
        ways.put(Channel.LOG, new LogWay(listener));
        process.slack().ifPresent(client -> ways.put(Channel.SLACK, slackWay(client)));
        return ways;
    }

    private Way mailWay() {
        return mailing.<Way>map(shared -> new MailWay(shared.forInstance(), tables.digests(), process.listener()))
                .orElseGet(NoMailWay::new);
    }

    private SlackWay slackWay(SlackClient client) {
        Pool pool = process.pool();
        Destination destination = new Destination(pool, SlackWay.DESTINATION);
        return new SlackWay(client, new SlackPosts(pool, destination.name()), destination, process.listener());
    }
}
