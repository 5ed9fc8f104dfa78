package dev.taskwire;

import dev.taskwire.activity.ActivityLog;
import dev.taskwire.activity.ActivityTurn;
import dev.taskwire.cli.Service;
import dev.taskwire.config.MailWay;
import dev.taskwire.config.QueueConfig;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.config.WakeMode;
import dev.taskwire.http.HealthRoutes;
import dev.taskwire.http.HttpVerticle;
import dev.taskwire.http.InAppStream;
import dev.taskwire.http.MetricsRoutes;
import dev.taskwire.http.Readiness;
import dev.taskwire.http.SendGridWebhook;
import dev.taskwire.job.JobProcess;
import dev.taskwire.job.Jobs;
import dev.taskwire.notification.InAppFeed;
import dev.taskwire.notification.LogMailer;
import dev.taskwire.notification.MailEvents;
import dev.taskwire.notification.Mailer;
import dev.taskwire.notification.NotificationProcess;
import dev.taskwire.notification.NotificationSettings;
import dev.taskwire.notification.Notifications;
import dev.taskwire.notification.SendGridClient;
import dev.taskwire.notification.SlackClient;
import dev.taskwire.notification.SmtpClient;
import dev.taskwire.postgres.DatabaseAddress;
import dev.taskwire.postgres.DatabaseReady;
import dev.taskwire.postgres.Migrator;
import dev.taskwire.postgres.Pools;
import dev.taskwire.queue.Destination;
import dev.taskwire.queue.Destinations;
import dev.taskwire.queue.ParkedMessages;
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.schedule.Alarm;
import dev.taskwire.schedule.AlarmBook;
import dev.taskwire.schedule.ConfiguredSchedules;
import dev.taskwire.schedule.LoggedAlarms;
import dev.taskwire.schedule.SchedulerSettings;
import dev.taskwire.schedule.SchedulerVerticle;
import dev.taskwire.telemetry.LoggingListener;
import dev.taskwire.telemetry.Metrics;
import dev.taskwire.worker.Crew;
import dev.taskwire.worker.HandlerTurn;
import dev.taskwire.worker.ListenerVerticle;
import dev.taskwire.worker.ParkingVerticle;
import dev.taskwire.worker.Quarantine;
import dev.taskwire.worker.QueueVerticle;
import dev.taskwire.worker.Turn;
import dev.taskwire.worker.WorkerListener;
import dev.taskwire.worker.WorkerProcess;
import dev.taskwire.worker.WorkerSettings;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Taskwire process: builds the parts, starts them in order and stops them in the opposite one. */
final class Application implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    /** What giving back unfinished messages may take after the deadline for finishing them. */
    private static final Duration GIVING_BACK_MOST = Duration.ofSeconds(3);

    /** A loop that blocks for longer is reported; an idle process is not woken every second to look. */
    private static final Duration BLOCKED_CHECKED_EVERY = Duration.ofSeconds(5);

    /** How often schedules are looked at where a notification tells of changes, and where none does. */
    private static final Duration SCHEDULES_LOOKED_AT = Duration.ofSeconds(5);

    private static final Duration SCHEDULES_POLLED = Duration.ofMillis(800);

    private final Vertx vertx;
    private final TaskwireConfig config;
    private final DatabaseAddress address;
    private final DatabaseAddress listenAddress;
    private final DatabaseReady databaseReady;
    private final Metrics metrics;
    private final WorkerListener listener;
    private final WorkerProcess process;
    private final Readiness readiness = new Readiness();
    private final MailEvents mailEvents;
    private final InAppFeed inApp;
    private final HttpVerticle http;
    private final Set<String> queues = ConcurrentHashMap.newKeySet();
    private final List<String> workerIds = new CopyOnWriteArrayList<>();

    private volatile boolean stopping;
    private volatile @Nullable Pool pool;
    private volatile @Nullable Jobs jobs;

    /** @param observer is told what the workers do, beside the log */
    Application(Vertx vertx, TaskwireConfig config, WorkerListener observer) {
        this.vertx = vertx;
        this.config = config;
        this.address = DatabaseAddress.parse(config.database().url());
        this.listenAddress =
                DatabaseAddress.parse("database.listen_url", config.database().listenUrl());
        this.databaseReady = new DatabaseReady(vertx, address);
        this.metrics = new Metrics(Set.of(Notifications.MAIL, Notifications.SLACK));
        this.listener = WorkerListener.both(WorkerListener.both(new LoggingListener(), metrics), observer);
        this.process = new WorkerProcess(vertx, new Quarantine(), listener);
        this.mailEvents = new MailEvents(config.mail().sendGrid().webhook().tolerance());
        this.inApp = new InAppFeed(vertx, config.database().tablesSchema());
        this.http = new HttpVerticle(
                config.http(),
                List.of(
                        new HealthRoutes(readiness),
                        new MetricsRoutes(this::closedDestinations, metrics::scrape),
                        new SendGridWebhook(config.mail().sendGrid().webhook(), mailEvents),
                        new InAppStream(config.http(), inApp)));
    }

    static Service create(TaskwireConfig config, WorkerListener observer) {
        ConfiguredSchedules.check("schedules", config.schedules());
        ConfiguredSchedules.check("jobs", Jobs.schedules(config.jobs(), config.queues()));
        VertxOptions options = new VertxOptions()
                .setBlockedThreadCheckInterval(BLOCKED_CHECKED_EVERY.toSeconds())
                .setBlockedThreadCheckIntervalUnit(TimeUnit.SECONDS);
        return new Application(Vertx.vertx(options), config, observer);
    }

    @Override
    public Future<Void> start() {
        readiness.require("database", () -> Future.failedFuture("not reached yet"));
        return vertx.deployVerticle(http)
                .compose(deployed -> migrate())
                .compose(migrated -> deployWorkers())
                .onSuccess(working -> LOG.info("working on the queues {} of {}", queues, address));
    }

    @Override
    public Future<Void> stop() {
        stopping = true;
        databaseReady.giveUp();
        Jobs running = jobs;
        if (running != null) {
            running.stop();
        }
        readiness.require("running", () -> Future.failedFuture("stopping"));
        List<Future<Void>> undeployed = workerIds.stream().map(vertx::undeploy).toList();
        return Future.join(undeployed)
                .timeout(config.shutdownDeadline().plus(GIVING_BACK_MOST).toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(late -> LOG.warn(
                        "what is in hand could not be given back: it comes back when its lease ends ({})",
                        late.getMessage()))
                .otherwiseEmpty()
                .compose(idle -> closePool())
                .eventually(vertx::close);
    }

    private Future<Void> closePool() {
        Pool open = pool;
        return open == null ? Future.succeededFuture() : open.close();
    }

    private Future<Void> migrate() {
        Migrator migrator = new Migrator(config.database(), config.queues());
        if (!config.migrateOnStart()) {
            return databaseReady.await(() -> {
                migrator.check();
                return null;
            });
        }
        return databaseReady
                .await(migrator::migrate)
                .onSuccess(migration -> migration.sentences().forEach(LOG::info))
                .mapEmpty();
    }

    private Future<Void> deployWorkers() {
        if (stopping) {
            return Future.failedFuture("told to stop before there was any work");
        }
        Pool connections = Pools.create(vertx, config.database());
        pool = connections;
        mailEvents.open(connections);
        inApp.open(connections);
        readiness.note(Notifications.MAIL, () -> openOrWhyNot(new Destination(connections, Notifications.MAIL)));
        readiness.note("schedules", () -> noneOrWhich(new AlarmBook(connections)));
        readiness.require(
                "database", () -> connections.query("SELECT 1").execute().mapEmpty());
        return deployActivity(connections)
                .compose(deployed -> deployNotifications(connections))
                .compose(deployed -> deployJobs(connections))
                .compose(deployed -> deployParking(connections))
                .compose(deployed -> deployScheduler(connections))
                .compose(deployed -> deployListener());
    }

    private Future<Map<String, String>> closedDestinations() {
        Pool connections = pool;
        return connections == null ? Future.succeededFuture(Map.of()) : Destinations.closed(connections);
    }

    private static Future<Void> openOrWhyNot(Destination destination) {
        return destination
                .look()
                .compose(closed -> closed.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(closed.get().reason()));
    }

    private static Future<Void> noneOrWhich(AlarmBook alarms) {
        return alarms.present()
                .compose(present -> present.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture("no success in time: "
                                + present.stream().map(Alarm::schedule).collect(Collectors.joining(", "))));
    }

    private Future<Void> deployActivity(Pool connections) {
        QueueConfig queue = config.queues().activityLog();
        String schema = config.database().tablesSchema();
        ActivityLog log = new ActivityLog(connections, queue.name(), schema, queue.onSuccess());
        QueueAccess access = QueueAccess.of(connections, queue.name(), schema);
        return deployQueue(queue, access, () -> new ActivityTurn(log, access, queue, listener));
    }

    private Future<Void> deployNotifications(Pool connections) {
        QueueConfig queue = config.queues().notifications();
        if (config.mail().way() == MailWay.SENDGRID
                && config.mail().sendGrid().apiKey().isEmpty()) {
            LOG.warn(
                    "no mail.api_key (SENDGRID_API_KEY): what comes to queue {} waits there until there is one",
                    queue.name());
            return Future.succeededFuture();
        }
        NotificationSettings settings = new NotificationSettings(
                queue.name(), config.database().tablesSchema(), queue.attemptTimeout(), config.notifications());
        Mailer mailer = mailer();
        QueueAccess access =
                QueueAccess.of(connections, queue.name(), config.database().tablesSchema());
        NotificationProcess shared = new NotificationProcess(vertx, connections, mailer, slack(), listener);
        return vertx.executeBlocking(() -> Notifications.load(shared, settings))
                .compose(notifications -> notifications
                        .check()
                        .compose(checked -> deployQueue(
                                queue,
                                access,
                                () -> new HandlerTurn(process, access, queue, notifications.handler()))));
    }

    private Optional<SlackClient> slack() {
        return config.slack().webhookUrl().map(address -> SlackClient.create(vertx, config.slack()));
    }

    private Mailer mailer() {
        return switch (config.mail().way()) {
            case SENDGRID -> SendGridClient.create(vertx, config.mail());
            case SMTP -> SmtpClient.create(vertx, config.mail());
            case LOG -> LogMailer.create(config.mail());
        };
    }

    private Future<Void> deployJobs(Pool connections) {
        Supplier<Pool> patient = () -> Pools.patient(
                vertx, config.database(), config.queues().cleanupTasks().attemptTimeout());
        Jobs built =
                new Jobs(new JobProcess(vertx, connections, patient, config.wake() != WakeMode.OFF), config.jobs());
        jobs = built;
        return deployJobs(connections, config.queues().reportGeneration(), built)
                .compose(deployed -> deployJobs(connections, config.queues().cleanupTasks(), built));
    }

    private Future<Void> deployJobs(Pool connections, QueueConfig queue, Jobs built) {
        QueueAccess access =
                QueueAccess.of(connections, queue.name(), config.database().tablesSchema());
        return deployQueue(queue, access, () -> new HandlerTurn(process, access, queue, built.handler(queue.name())));
    }

    private Future<Void> deployQueue(QueueConfig queue, QueueAccess access, Supplier<Turn> turns) {
        queues.add(queue.name());
        WorkerSettings settings = new WorkerSettings(
                queue.name(), queue.pollInterval(), config.shutdownDeadline(), config.wake() == WakeMode.COALESCED);
        Crew crew = new Crew(process, access, settings);
        DeploymentOptions instances = new DeploymentOptions().setInstances(queue.instances());
        return vertx.deployVerticle(() -> new QueueVerticle(process, crew, turns), instances)
                .onSuccess(workerIds::add)
                .mapEmpty();
    }

    private Future<Void> deployParking(Pool connections) {
        return vertx.deployVerticle(new ParkingVerticle(new ParkedMessages(connections), listener))
                .onSuccess(workerIds::add)
                .mapEmpty();
    }

    private Future<Void> deployScheduler(Pool connections) {
        Duration longestSleep = config.wake() == WakeMode.OFF ? SCHEDULES_POLLED : SCHEDULES_LOOKED_AT;
        SchedulerSettings settings = new SchedulerSettings(
                connections,
                config.schedules(),
                Jobs.schedules(config.jobs(), config.queues()),
                new LoggedAlarms(),
                longestSleep);
        return vertx.deployVerticle(new SchedulerVerticle(settings, listener))
                .onSuccess(workerIds::add)
                .mapEmpty();
    }

    private Future<Void> deployListener() {
        if (config.wake() == WakeMode.OFF) {
            LOG.info("wakes are off: queues are polled");
            return Future.succeededFuture();
        }
        Set<String> heard = new HashSet<>(queues);
        heard.add(SchedulerVerticle.CHANGED);
        return vertx.deployVerticle(new ListenerVerticle(listenAddress, config.listener(), heard, listener))
                .onSuccess(workerIds::add)
                .mapEmpty();
    }
}
