package dev.taskwire;

import dev.taskwire.activity.ActivityLog;
import dev.taskwire.activity.ActivityTurn;
import dev.taskwire.config.QueueConfig;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.config.WakeMode;
import dev.taskwire.httpcall.HttpCalls;
import dev.taskwire.job.JobProcess;
import dev.taskwire.job.Jobs;
import dev.taskwire.notification.LogMailer;
import dev.taskwire.notification.Mailer;
import dev.taskwire.notification.NotificationProcess;
import dev.taskwire.notification.NotificationSettings;
import dev.taskwire.notification.Notifications;
import dev.taskwire.notification.SendGridClient;
import dev.taskwire.notification.SlackClient;
import dev.taskwire.notification.SmtpClient;
import dev.taskwire.postgres.DatabaseAddress;
import dev.taskwire.postgres.Pools;
import dev.taskwire.queue.ParkedMessages;
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.queue.Queues;
import dev.taskwire.schedule.LoggedAlarms;
import dev.taskwire.schedule.SchedulerSettings;
import dev.taskwire.schedule.SchedulerVerticle;
import dev.taskwire.worker.Crew;
import dev.taskwire.worker.HandlerTurn;
import dev.taskwire.worker.ListenerVerticle;
import dev.taskwire.worker.ParkingVerticle;
import dev.taskwire.worker.PauseVerticle;
import dev.taskwire.worker.QueueVerticle;
import dev.taskwire.worker.Turn;
import dev.taskwire.worker.WorkerProcess;
import dev.taskwire.worker.WorkerSettings;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verticles of one process that work: one after the other they are deployed, and all at once they are stopped. */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /** How often schedules are looked at where a notification tells of changes, and where none does. */
    private static final Duration SCHEDULES_LOOKED_AT = Duration.ofSeconds(5);

    private static final Duration SCHEDULES_POLLED = Duration.ofMillis(800);

    /** The same for queues that were paused or resumed. */
    private static final Duration PAUSES_LOOKED_AT = Duration.ofSeconds(5);

    private static final Duration PAUSES_POLLED = Duration.ofMillis(800);

    private final Vertx vertx;
    private final TaskwireConfig config;
    private final WorkerProcess process;
    private final Pool connections;
    private final DatabaseAddress listenAddress;
    private final Set<String> queues = new TreeSet<>();
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private volatile @Nullable Jobs jobs;

    Workers(TaskwireConfig config, WorkerProcess process, Pool connections, DatabaseAddress listenAddress) {
        this.vertx = process.vertx();
        this.config = config;
        this.process = process;
        this.connections = connections;
        this.listenAddress = listenAddress;
    }

    /** Answers the names of the queues that are worked on from then on. */
    Future<Set<String>> deploy() {
        return deployActivity()
                .compose(deployed -> deployNotifications())
                .compose(deployed -> deployJobs())
                .compose(deployed -> deployHttpCalls())
                .compose(deployed -> deployParking())
                .compose(deployed -> deployScheduler())
                .compose(deployed -> deployPauses())
                .compose(deployed -> deployListener())
                .map(deployed -> Set.copyOf(queues));
    }

    /** Completes when all that is in hand is settled or given back. */
    Future<Void> stop() {
        Jobs running = jobs;
        if (running != null) {
            running.stop();
        }
        return Future.join(ids.stream().map(vertx::undeploy).toList()).mapEmpty();
    }

    private Future<Void> deployActivity() {
        QueueConfig queue = config.queues().activityLog();
        String schema = config.database().tablesSchema();
        ActivityLog untraced = new ActivityLog(connections, queue.name(), schema, queue.onSuccess());
        ActivityLog log = config.tracing().enabled() ? untraced.traced() : untraced;
        QueueAccess access = QueueAccess.of(connections, queue.name(), schema);
        return deployQueue(queue, access, () -> new ActivityTurn(log, access, queue, process.listener()));
    }

    private Future<Void> deployNotifications() {
        QueueConfig queue = config.queues().notifications();
        NotificationSettings settings = new NotificationSettings(
                queue.name(), config.database().tablesSchema(), queue.attemptTimeout(), config.notifications());
        QueueAccess access =
                QueueAccess.of(connections, queue.name(), config.database().tablesSchema());
        NotificationProcess shared = new NotificationProcess(vertx, connections, mailer(), slack(), process.listener());
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

    /** Empty where mail has a way that it cannot take. */
    private Optional<Mailer> mailer() {
        return switch (config.mail().way()) {
            case SENDGRID -> sendGrid();
            case SMTP -> Optional.of(SmtpClient.create(vertx, config.mail()));
            case LOG -> Optional.of(LogMailer.create(config.mail()));
        };
    }

    private Optional<Mailer> sendGrid() {
        if (config.mail().sendGrid().apiKey().isEmpty()) {
            LOG.warn("no mail.api_key (SENDGRID_API_KEY): mails wait until there is one");
            return Optional.empty();
        }
        return Optional.of(SendGridClient.create(vertx, config.mail()));
    }

    private Future<Void> deployJobs() {
        Supplier<Pool> patient = () -> Pools.patient(
                vertx, config.database(), config.queues().cleanupTasks().attemptTimeout());
        Jobs built =
                new Jobs(new JobProcess(vertx, connections, patient, config.wake() != WakeMode.OFF), config.jobs());
        jobs = built;
        return deployJobs(config.queues().reportGeneration(), built)
                .compose(deployed -> deployJobs(config.queues().cleanupTasks(), built));
    }

    private Future<Void> deployJobs(QueueConfig queue, Jobs built) {
        QueueAccess access =
                QueueAccess.of(connections, queue.name(), config.database().tablesSchema());
        return deployQueue(queue, access, () -> new HandlerTurn(process, access, queue, built.handler(queue.name())));
    }

    private Future<Void> deployHttpCalls() {
        QueueConfig queue = config.queues().httpCalls();
        QueueAccess access =
                QueueAccess.of(connections, queue.name(), config.database().tablesSchema());
        HttpCalls httpCalls = new HttpCalls(process, connections, config.httpCalls());
        return deployQueue(queue, access, () -> httpCalls.turn(access, queue));
    }

    private Future<Void> deployQueue(QueueConfig queue, QueueAccess access, Supplier<Turn> turns) {
        queues.add(queue.name());
        WorkerSettings settings = new WorkerSettings(
                queue.name(), queue.pollInterval(), config.shutdownDeadline(), config.wake() == WakeMode.COALESCED);
        Crew crew = new Crew(process, access, settings);
        DeploymentOptions instances = new DeploymentOptions().setInstances(queue.instances());
        return vertx.deployVerticle(() -> new QueueVerticle(process, crew, turns), instances)
                .onSuccess(ids::add)
                .mapEmpty();
    }

    private Future<Void> deployParking() {
        return vertx.deployVerticle(new ParkingVerticle(new ParkedMessages(connections), process.listener()))
                .onSuccess(ids::add)
                .mapEmpty();
    }

    private Future<Void> deployPauses() {
        Duration interval = config.wake() == WakeMode.OFF ? PAUSES_POLLED : PAUSES_LOOKED_AT;
        PauseVerticle pauses = new PauseVerticle(new Queues(connections), queues, interval, process.listener());
        return vertx.deployVerticle(pauses).onSuccess(ids::add).mapEmpty();
    }

    private Future<Void> deployScheduler() {
        Duration longestSleep = config.wake() == WakeMode.OFF ? SCHEDULES_POLLED : SCHEDULES_LOOKED_AT;
        SchedulerSettings settings = new SchedulerSettings(
                connections,
                config.schedules(),
                Jobs.schedules(config.jobs(), config.queues()),
                new LoggedAlarms(),
                longestSleep);
        return vertx.deployVerticle(new SchedulerVerticle(settings, process.listener()))
                .onSuccess(ids::add)
                .mapEmpty();
    }

    private Future<Void> deployListener() {
        if (config.wake() == WakeMode.OFF) {
            LOG.info("wakes are off: queues are polled");
            return Future.succeededFuture();
        }
        Set<String> heard = new HashSet<>(queues);
        heard.add(SchedulerVerticle.CHANGED);
        heard.add(PauseVerticle.CHANGED);
        return vertx.deployVerticle(new ListenerVerticle(listenAddress, config.listener(), heard, process.listener()))
                .onSuccess(ids::add)
                .mapEmpty();
    }
}
