package dev.taskwire;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.config.ListenerConfig;
import dev.taskwire.config.Secret;
import dev.taskwire.config.WakeMode;
import dev.taskwire.postgres.DatabaseAddress;
import dev.taskwire.telemetry.LoggingListener;
import dev.taskwire.worker.Quarantine;
import dev.taskwire.worker.WorkerListener;
import dev.taskwire.worker.WorkerProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of a {@link Taskwire}: started in order, stopped all at once. */
final class LibraryProcess {
    private static final Logger LOG = LoggerFactory.getLogger(LibraryProcess.class);

    /** What giving back unfinished messages may take after the deadline for finishing them. */
    private static final Duration GIVING_BACK_MOST = Duration.ofSeconds(3);

    private static final ListenerConfig LISTENER =
            new ListenerConfig(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(5));

    private final TaskwireOptions options;
    private final MessageContracts contracts;
    private final Installation installation;
    private final ListenerBridge bridge;
    private final WorkerProcess process;
    private final Deployments deployments;
    private final OwnWorkers workers;
    private Future<Void> begun = Future.succeededFuture();

    LibraryProcess(Vertx vertx, Pool pool, TaskwireOptions options, MessageContracts contracts) {
        this.options = options;
        this.contracts = contracts;
        this.installation = new Installation(vertx, pool);
        this.bridge = new ListenerBridge(options.listeners);
        this.process = new WorkerProcess(vertx, new Quarantine(), WorkerListener.both(new LoggingListener(), bridge));
        this.deployments =
                new Deployments(process, pool, new Deployments.Settings(wake(options), options.shutdownDeadline));
        this.workers = new OwnWorkers(process, pool, deployments, bridge);
    }

    static DatabaseConfig database(TaskwireOptions options) {
        return new DatabaseConfig(
                new Secret(options.url),
                new Secret(listenUrl(options)),
                options.tablesSchema,
                options.poolSize,
                Duration.ofSeconds(5),
                options.statementTimeout);
    }

    Future<Void> start() {
        Future<Void> migrated = options.migrate ? installation.migrate(database(options)) : Future.succeededFuture();
        begun = migrated.compose(done -> installation.check())
                .compose(schema -> installation
                        .make(contracts.groups().stream().map(QueueGroup::name).toList())
                        .compose(made -> installation.arrange(contracts.groups()))
                        .compose(arranged -> deploy(schema)))
                .onSuccess(deployed -> bridge.ready(deployments.queues()));
        return begun;
    }

    /** Completes when all that is in hand is settled or given back; what is still being started is stopped after that. */
    Future<Void> stop() {
        bridge.shuttingDown();
        installation.giveUp();
        return begun.otherwiseEmpty()
                .compose(started -> deployments.stop())
                .timeout(options.shutdownDeadline.plus(GIVING_BACK_MOST).toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(late -> LOG.warn(
                        "what is in hand could not be given back: it comes back when its lease ends ({})",
                        late.getMessage()))
                .otherwiseEmpty()
                .onComplete(stopped -> workers.close());
    }

    private Future<Void> deploy(String tablesSchema) {
        if (contracts.groups().isEmpty()) {
            return Future.succeededFuture();
        }
        return workers.deploy(contracts.groups(), tablesSchema)
                .compose(done -> deployments.deployParking(contracts.known()))
                .compose(done -> deployments.deployPauses())
                .compose(done -> deployListener());
    }

    private Future<Void> deployListener() {
        if (wake(options) == WakeMode.OFF) {
            LOG.info("nothing wakes this process: queues are polled");
            return Future.succeededFuture();
        }
        DatabaseAddress address = DatabaseAddress.parse("listenUrl", new Secret(listenUrl(options)));
        return deployments.deployListener(address, LISTENER, Set.of());
    }

    private static String listenUrl(TaskwireOptions options) {
        return options.listenUrl.isEmpty() ? options.url : options.listenUrl;
    }

    /** A pool cannot be listened with. */
    private static WakeMode wake(TaskwireOptions options) {
        return options.wakes && !listenUrl(options).isEmpty() ? WakeMode.COALESCED : WakeMode.OFF;
    }
}
