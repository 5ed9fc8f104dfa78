package dev.taskwire.chaos;

import dev.taskwire.config.QueueConfig;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Pools;
import dev.taskwire.queue.Message;
import dev.taskwire.queue.QueueAccess;
import dev.taskwire.telemetry.LoggingListener;
import dev.taskwire.worker.Crew;
import dev.taskwire.worker.HandlerTurn;
import dev.taskwire.worker.MessageHandler;
import dev.taskwire.worker.Outcome;
import dev.taskwire.worker.Quarantine;
import dev.taskwire.worker.QueueVerticle;
import dev.taskwire.worker.WorkerProcess;
import dev.taskwire.worker.WorkerSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process whose handler ends it, without any farewell, on each message that says {@code {"kills": true}}. Before that
 * it prints how many other messages it had in hand; and a line for each of those when it is done.
 */
final class KillerWorker implements MessageHandler {
    static final int EXIT_CODE = 97;
    static final String FIRST_WORDS = "working as ";
    static final String DONE = "done with a neighbour";
    static final String LAST_WORDS = "killed with neighbours in hand: ";

    private static final Duration KILLS_AFTER = Duration.ofMillis(100);
    private static final Duration NEIGHBOUR_TAKES = Duration.ofMillis(300);

    private final Vertx vertx;
    private int neighbours;

    private KillerWorker(Vertx vertx) {
        this.vertx = vertx;
    }

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        TaskwireConfig config = TaskwireConfig.from(Map.of(), System.getenv());
        QueueConfig queue = config.queues().notifications();
        Pool pool = Pools.create(vertx, config.database());
        QueueAccess access = QueueAccess.of(pool, queue.name(), "public");
        LoggingListener listener = new LoggingListener();
        WorkerProcess process = new WorkerProcess(vertx, new Quarantine(), listener);
        WorkerSettings settings = new WorkerSettings(queue.name(), queue.pollInterval(), Duration.ofSeconds(1), true);
        Crew crew = new Crew(process, access, settings);
        KillerWorker handler = new KillerWorker(vertx);
        String id = vertx.deployVerticle(
                        new QueueVerticle(process, crew, () -> new HandlerTurn(process, access, queue, handler)))
                .await(30, TimeUnit.SECONDS);
        System.out.println(FIRST_WORDS + id);
    }

    @Override
    public List<Future<Outcome>> handle(List<Message> batch) {
        return batch.stream().map(this::handle).toList();
    }

    private Future<Outcome> handle(Message message) {
        if (message.payload() instanceof JsonObject payload && payload.getBoolean("kills", false)) {
            return vertx.timer(KILLS_AFTER.toMillis(), TimeUnit.MILLISECONDS).map(now -> end());
        }
        neighbours++;
        return vertx.timer(NEIGHBOUR_TAKES.toMillis(), TimeUnit.MILLISECONDS).map(now -> {
            neighbours--;
            System.out.println(DONE);
            return Outcome.DONE;
        });
    }

    private Outcome end() {
        System.out.println(LAST_WORDS + neighbours);
        System.out.flush();
        Runtime.getRuntime().halt(EXIT_CODE);
        return Outcome.DONE;
    }
}
