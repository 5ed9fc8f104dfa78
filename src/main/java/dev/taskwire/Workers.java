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
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.schedule.LoggedAlarms;
import dev.taskwire.schedule.SchedulerSettings;
import dev.taskwire.schedule.SchedulerVerticle;
import dev.taskwire.worker.HandlerTurn;
import dev.taskwire.worker.Turn;
import dev.taskwire.worker.WorkerProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    private final Vertx vertx;
    private final TaskwireConfig config;
    private final WorkerProcess process;
    private final Pool connections;
    private final DatabaseAddress listenAddress;
    private final Deployments deployments;
    private final OwnWorkers own;
    private volatile @Nullable Jobs jobs;

    Workers(TaskwireConfig config, WorkerProcess process, Pool connections, DatabaseAddress listenAddress) {
        this.vertx = process.vertx();
        this.config = config;
        this.process = process;
        this.connections = connections;
        this.listenAddress = listenAddress;
        this.deployments = new Deployments(
                process, connections, new Deployments.Settings(config.wake(), config.shutdownDeadline()));
        this.own = new OwnWorkers(process, connections, deployments, new ListenerBridge(List.of()));
    }

    /**
     * Answers the names of the queues that are worked on from then on.
     *
     * @param contracts of the queues of the user's own among them, which are made where they are missing
     */
    Future<Set<String>> deploy(MessageContracts contracts) {
        return deployActivity()
                .compose(deployed -> deployNotifications())
                .compose(deployed -> deployJobs())
                .compose(deployed -> deployHttpCalls())
                .compose(deployed -> deployOwn(contracts.groups()))
                .compose(deployed -> deployments.deployParking(contracts.known()))
                .compose(deployed -> deployScheduler())
                .compose(deployed -> deployments.deployPauses())
                .compose(deployed ->
                        deployments.deployListener(listenAddress, config.listener(), Set.of(SchedulerVerticle.CHANGED)))
                .map(deployed -> deployments.queues());
    }

    /** Completes when all that is in hand is settled or given back. */
    Future<Void> stop() {
        Jobs running = jobs;
        if (running != null) {
            running.stop();
        }
        return deployments.stop().onComplete(stopped -> own.close());
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

    private Future<Void> deployOwn(List<QueueGroup> queues) {
        Installation installation = new Installation(vertx, connections);
        return installation
                .make(queues.stream().map(QueueGroup::name).toList())
                .compose(made -> installation.arrange(queues))
                .compose(made -> own.deploy(queues, config.database().tablesSchema()));
    }

    private Future<Void> deployQueue(QueueConfig queue, QueueAccess access, Supplier<Turn> turns) {
        return deployments.deployQueue(queue, access, turns);
    }

    private Future<Void> deployScheduler() {
        Duration longestSleep = config.wake() == WakeMode.OFF ? SCHEDULES_POLLED : SCHEDULES_LOOKED_AT;
        SchedulerSettings settings = new SchedulerSettings(
                connections,
                config.schedules(),
                Jobs.schedules(config.jobs(), config.queues()),
                new LoggedAlarms(),
                longestSleep);
        return deployments.deploy(new SchedulerVerticle(settings, process.listener()));
    }
}
