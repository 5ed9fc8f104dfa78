package dev.taskwire;

import dev.taskwire.postgres.Pools;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Works on queues of Postgres, and sends to them. A queue is given a handler, and with {@link #start} its messages come:
 *
 * <pre>{@code
 * Taskwire taskwire = Taskwire.connect("postgres://app:secret@localhost:5432/app")
 *         .queue("thumbnails", Thumbnail.class, (thumbnail, delivery) -> draw(thumbnail).map(Outcome.done()));
 * taskwire.start();
 * }</pre>
 *
 * <p>Each message is handled at least once; a handler whose effects are in the same database makes it exactly once by
 * {@link Delivery#transactionally}. May be used from any thread. Starts and closes once.
 */
public final class Taskwire {
    private final TaskwireOptions options;
    private final Optional<Vertx> givenVertx;
    private final Optional<Pool> givenPool;
    private final List<OwnQueue<?>> queues = new ArrayList<>();

    private @Nullable MessageContracts contracts;
    private boolean started;
    private @Nullable Vertx vertx;
    private @Nullable Pool pool;
    private @Nullable LibraryProcess process;
    private @Nullable Future<Void> closed;

    private Taskwire(TaskwireOptions options, Optional<Vertx> givenVertx, Optional<Pool> givenPool) {
        this.options = options;
        this.givenVertx = givenVertx;
        this.givenPool = givenPool;
    }

    /**
     * On what the user has, who closes both after this.
     *
     * @param pool of {@code vertx-pg-client}, on sessions of its own: not behind a pooler in transaction mode
     * @param options with a {@link TaskwireOptions#url} for wakes and migrations; without one it polls, and needs
     *     {@code migrate(false)}
     */
    public static Taskwire create(Vertx vertx, Pool pool, TaskwireOptions options) {
        return new Taskwire(options, Optional.of(vertx), Optional.of(pool));
    }

    /** With a Vert.x and a pool of its own, which {@link #close} closes. */
    public static Taskwire connect(TaskwireOptions options) {
        return new Taskwire(options, Optional.empty(), Optional.empty());
    }

    /** The same with a database and otherwise all defaults. */
    public static Taskwire connect(String url) {
        return connect(TaskwireOptions.defaults().url(url));
    }

    /** As {@link #queue(String, Class, QueueOptions, QueueHandler)}, with the default options. */
    public <T> Taskwire queue(String name, Class<T> type, QueueHandler<T> handler) {
        return queue(name, type, QueueOptions.defaults(), handler);
    }

    /**
     * Gives a queue its handler, or one more for messages of another {@link QueueOptions#type}. The queue is made by the start if
     * it is not there.
     *
     * @param type a record or another class that Jackson can make of the payload, {@code JsonObject}, or another kind of JSON as
     *     Vert.x has it. A payload that does not fit becomes a dead letter
     * @throws IllegalStateException after the start
     */
    public <T> Taskwire queue(String name, Class<T> type, QueueOptions queueOptions, QueueHandler<T> handler) {
        return add(OwnQueue.single(name, type, queueOptions, handler));
    }

    /** As {@link #blockingQueue(String, Class, QueueOptions, BlockingQueueHandler)}, with the default options. */
    public <T> Taskwire blockingQueue(String name, Class<T> type, BlockingQueueHandler<T> handler) {
        return blockingQueue(name, type, QueueOptions.defaults(), handler);
    }

    /** The same as {@link #queue} with a handler that may block. */
    public <T> Taskwire blockingQueue(
            String name, Class<T> type, QueueOptions queueOptions, BlockingQueueHandler<T> handler) {
        return add(OwnQueue.blocking(name, type, queueOptions, handler));
    }

    /** As {@link #batchQueue(String, Class, QueueOptions, BatchQueueHandler)}, with the default options. */
    public <T> Taskwire batchQueue(String name, Class<T> type, BatchQueueHandler<T> handler) {
        return batchQueue(name, type, QueueOptions.defaults(), handler);
    }

    /** The same as {@link #queue} with a handler that takes several messages together. */
    public <T> Taskwire batchQueue(
            String name, Class<T> type, QueueOptions queueOptions, BatchQueueHandler<T> handler) {
        return add(OwnQueue.batch(name, type, queueOptions, handler));
    }

    /** The names of the queues that were given handlers. */
    public synchronized Set<String> queues() {
        return queues.stream().map(OwnQueue::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Sends to any queue, from the start on, or at once on a pool of the user's. */
    public Sender sender() {
        return new Sender(this::client, this::usableContracts);
    }

    /**
     * Brings the database to what is needed, makes the queues that are missing, and begins to work. Where it fails, all is
     * closed that was opened.
     *
     * @return fails with an {@link InvalidOptionsException} that lists every problem, with a {@link TaskwireException} that says
     *     what to do, or as the database does. Where it migrates, it waits for a database that is away
     */
    public synchronized Future<Void> start() {
        if (started || closed != null) {
            return Future.failedFuture(new IllegalStateException("a Taskwire starts once"));
        }
        started = true;
        List<String> problems = new ArrayList<>(OptionsCheck.problems(options, givenPool.isPresent(), queues));
        problems.addAll(contracts().problems());
        if (!problems.isEmpty()) {
            return Future.failedFuture(new InvalidOptionsException(problems));
        }
        Vertx loops = givenVertx.orElseGet(Taskwire::newVertx);
        Pool connections = givenPool.orElseGet(() -> Pools.create(loops, LibraryProcess.database(options)));
        LibraryProcess starting = new LibraryProcess(loops, connections, options, contracts());
        vertx = loops;
        pool = connections;
        process = starting;
        return starting.start()
                .recover(failure ->
                        close().transform(stopped -> Future.failedFuture(TaskwireException.inPublicWords(failure))));
    }

    /**
     * Takes no more messages, lets what is in hand finish until {@link TaskwireOptions#shutdownDeadline}, and gives the rest back
     * at once, which is no attempt. Never fails; called again, it answers the same.
     */
    public synchronized Future<Void> close() {
        Future<Void> closing = closed;
        if (closing == null) {
            LibraryProcess running = process;
            Future<Void> stopped = running == null ? Future.succeededFuture() : running.stop();
            closing = stopped.eventually(this::closePool)
                    .eventually(this::closeVertx)
                    .otherwiseEmpty();
            closed = closing;
        }
        return closing;
    }

    private synchronized Taskwire add(OwnQueue<?> queue) {
        if (started) {
            throw new IllegalStateException("queues are given their handlers before the start");
        }
        queues.add(queue);
        contracts = null;
        return this;
    }

    /** What the queues' schemas are is read once. */
    private synchronized MessageContracts contracts() {
        MessageContracts known = contracts == null ? MessageContracts.of(queues) : contracts;
        contracts = known;
        return known;
    }

    private MessageContracts usableContracts() {
        MessageContracts known = contracts();
        if (!known.problems().isEmpty()) {
            throw new InvalidOptionsException(known.problems());
        }
        return known;
    }

    private synchronized SqlClient client() {
        Pool open = givenPool.orElse(pool);
        if (open == null) {
            throw new IllegalStateException("there is no connection before the start");
        }
        return open;
    }

    private Future<Void> closePool() {
        Pool own = pool;
        return own == null || givenPool.isPresent() ? Future.succeededFuture() : own.close();
    }

    private Future<Void> closeVertx() {
        Vertx own = vertx;
        return own == null || givenVertx.isPresent() ? Future.succeededFuture() : own.close();
    }

    /** An idle process is not woken every second to look for loops that block. */
    private static Vertx newVertx() {
        return Vertx.vertx(new VertxOptions()
                .setBlockedThreadCheckInterval(5)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.SECONDS));
    }
}
