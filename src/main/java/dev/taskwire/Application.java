package dev.taskwire;

import dev.taskwire.cli.Service;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.dashboard.Recorder;
import dev.taskwire.job.Jobs;
import dev.taskwire.postgres.DatabaseAddress;
import dev.taskwire.postgres.DatabaseReady;
import dev.taskwire.postgres.Migrator;
import dev.taskwire.postgres.Pools;
import dev.taskwire.schedule.ConfiguredSchedules;
import dev.taskwire.worker.Quarantine;
import dev.taskwire.worker.WorkerListener;
import dev.taskwire.worker.WorkerProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

    private final Vertx vertx;
    private final TaskwireConfig config;
    private final DatabaseAddress address;
    private final DatabaseAddress listenAddress;
    private final DatabaseReady databaseReady;
    private final WorkerProcess process;
    private final Telemetry telemetry;
    private final Site site;
    private final Plugins plugins;

    private volatile boolean stopping;
    private volatile @Nullable Pool pool;
    private volatile @Nullable Workers workers;

    /** @param observer is told what the workers do, beside the log */
    Application(Vertx vertx, TaskwireConfig configured, Telemetry telemetry, WorkerListener observer) {
        this.vertx = vertx;
        this.address = DatabaseAddress.parse(configured.database().url());
        this.listenAddress = DatabaseAddress.parse(
                "database.listen_url", configured.database().listenUrl());
        this.plugins = PluginLoading.load(vertx, configured);
        this.config = configured.withOwnQueues(plugins.queueConfigs());
        this.databaseReady = new DatabaseReady(vertx, address);
        Recorder recorder = new Recorder();
        this.telemetry = telemetry;
        config.queues().own().forEach(queue -> telemetry.metrics().expect(queue.name()));
        WorkerListener listener = telemetry.listener(recorder, observer);
        this.process = new WorkerProcess(vertx, new Quarantine(), listener);
        this.site = new Site(vertx, config, telemetry, recorder);
    }

    static Service create(TaskwireConfig config, WorkerListener observer) {
        ConfiguredSchedules.check("schedules", config.schedules());
        ConfiguredSchedules.check("jobs", Jobs.schedules(config.jobs(), config.queues()));
        VertxOptions options = new VertxOptions()
                .setBlockedThreadCheckInterval(BLOCKED_CHECKED_EVERY.toSeconds())
                .setBlockedThreadCheckIntervalUnit(TimeUnit.SECONDS);
        Telemetry telemetry = Telemetry.of(config);
        Vertx vertx = telemetry.vertx(options);
        try {
            return new Application(vertx, config, telemetry, observer);
        } catch (RuntimeException | Error refused) {
            telemetry.close().eventually(vertx::close).onComplete(closed -> {});
            throw refused;
        }
    }

    @Override
    public Future<Void> start() {
        return site.start()
                .compose(served -> migrate())
                .compose(migrated -> deployWorkers())
                .onSuccess(queues -> LOG.atInfo()
                        .addKeyValue("queues", queues)
                        .addKeyValue("database", address)
                        .log("working on the queues"))
                .mapEmpty();
    }

    @Override
    public Future<Void> stop() {
        stopping = true;
        databaseReady.giveUp();
        site.stopping();
        Workers running = workers;
        Future<Void> idle = running == null ? Future.succeededFuture() : running.stop();
        return idle.timeout(config.shutdownDeadline().plus(GIVING_BACK_MOST).toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(late -> LOG.warn(
                        "what is in hand could not be given back: it comes back when its lease ends ({})",
                        late.getMessage()))
                .otherwiseEmpty()
                .compose(stopped -> plugins.close())
                .compose(closed -> closePool())
                .eventually(telemetry::close)
                .eventually(vertx::close);
    }

    private Future<Void> closePool() {
        Pool open = pool;
        return open == null ? Future.succeededFuture() : site.close().eventually(open::close);
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
                .await(migrator::migrateOrCheck)
                .onSuccess(sentences -> sentences.forEach(LOG::info))
                .mapEmpty();
    }

    /** Answers the names of the queues that are worked on. */
    private Future<Set<String>> deployWorkers() {
        if (stopping) {
            return Future.failedFuture("told to stop before there was any work");
        }
        Pool connections = Pools.create(vertx, config.database());
        pool = connections;
        plugins.open(connections);
        Workers deployed = new Workers(config, process, connections, listenAddress);
        workers = deployed;
        return site.open(connections).compose(opened -> deployed.deploy(plugins.contracts()));
    }
}
