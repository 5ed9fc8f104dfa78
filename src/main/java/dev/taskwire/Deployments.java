package dev.taskwire;

import dev.taskwire.config.ListenerConfig;
import dev.taskwire.config.QueueConfig;
import dev.taskwire.config.WakeMode;
import dev.taskwire.postgres.DatabaseAddress;
import dev.taskwire.queue.KnownKinds;
import dev.taskwire.queue.ParkedMessages;
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.queue.Queues;
import dev.taskwire.worker.Crew;
import dev.taskwire.worker.ListenerVerticle;
import dev.taskwire.worker.ParkingVerticle;
import dev.taskwire.worker.PauseVerticle;
import dev.taskwire.worker.QueueVerticle;
import dev.taskwire.worker.Turn;
import dev.taskwire.worker.WorkerProcess;
import dev.taskwire.worker.WorkerSettings;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deploys what every process that works on queues needs, the application as well as the library, and stops it all at once. */
final class Deployments {
    private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);

    /** How often paused queues are looked at where a notification tells of changes, and where none does. */
    private static final Duration PAUSES_LOOKED_AT = Duration.ofSeconds(5);

    private static final Duration PAUSES_POLLED = Duration.ofMillis(800);

    private final Vertx vertx;
    private final WorkerProcess process;
    private final Pool connections;
    private final Settings settings;
    private final Set<String> queues = new TreeSet<>();
    private final List<String> ids = new CopyOnWriteArrayList<>();

    Deployments(WorkerProcess process, Pool connections, Settings settings) {
        this.vertx = process.vertx();
        this.process = process;
        this.connections = connections;
        this.settings = settings;
    }

    /**
     * How the process is woken and stopped.
     *
     * @param shutdownDeadline how long a stop waits for the work in hand
     */
    record Settings(WakeMode wake, Duration shutdownDeadline) {}

    /** The names of the queues that are worked on. */
    Set<String> queues() {
        return Set.copyOf(queues);
    }

    Future<Void> deployQueue(QueueConfig queue, QueueAccess access, Supplier<Turn> turns) {
        queues.add(queue.name());
        WorkerSettings worker = new WorkerSettings(
                queue.name(), queue.pollInterval(), settings.shutdownDeadline(), settings.wake() == WakeMode.COALESCED);
        Crew crew = new Crew(process, access, worker);
        DeploymentOptions instances = new DeploymentOptions().setInstances(queue.instances());
        return vertx.deployVerticle(() -> new QueueVerticle(process, crew, turns), instances)
                .onSuccess(ids::add)
                .mapEmpty();
    }

    /** @param known what messages are taken back that are unknown elsewhere */
    Future<Void> deployParking(KnownKinds known) {
        return deploy(new ParkingVerticle(new ParkedMessages(connections), known, process.listener()));
    }

    Future<Void> deployPauses() {
        Duration interval = settings.wake() == WakeMode.OFF ? PAUSES_POLLED : PAUSES_LOOKED_AT;
        return deploy(new PauseVerticle(new Queues(connections), queues, interval, process.listener()));
    }

    /** @param alsoHeard what may be notified beside the queues and their pauses */
    Future<Void> deployListener(DatabaseAddress address, ListenerConfig config, Set<String> alsoHeard) {
        if (settings.wake() == WakeMode.OFF) {
            LOG.info("wakes are off: queues are polled");
            return Future.succeededFuture();
        }
        Set<String> heard = new HashSet<>(queues);
        heard.addAll(alsoHeard);
        heard.add(PauseVerticle.CHANGED);
        return deploy(new ListenerVerticle(address, config, heard, process.listener()));
    }

    Future<Void> deploy(VerticleBase verticle) {
        return vertx.deployVerticle(verticle).onSuccess(ids::add).mapEmpty();
    }

    /** Completes when all that is in hand is settled or given back. */
    Future<Void> stop() {
        return Future.join(ids.stream().map(vertx::undeploy).toList()).mapEmpty();
    }
}
