package dev.taskwire.chaos;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Stands between a worker and Postgres and now and then resets the connection of a statement: in every second case when
 * the statement was committed and its answer is on its way, else as soon as the statement was sent. All of it runs on
 * one event loop.
 */
final class CuttingRelay implements AutoCloseable {
    private final String host;
    private final int port;
    private final Set<String> statements;
    private final Random random;
    private final NetServer server;
    private final NetClient client;
    private final Map<String, Integer> answersLost = new TreeMap<>();
    private final Map<String, Integer> cutAtOnce = new TreeMap<>();
    private volatile boolean cuts = true;

    /** @param statements the names of those whose answers get lost, one in four */
    CuttingRelay(Vertx vertx, String host, int port, Set<String> statements, long seed) {
        this.host = host;
        this.port = port;
        this.statements = statements;
        this.random = new Random(seed);
        this.server = vertx.createNetServer(new NetServerOptions().setSoLinger(0));
        this.client = vertx.createNetClient(new NetClientOptions().setSoLinger(0));
    }

    int open() throws Exception {
        return server.connectHandler(this::accept)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS)
                .actualPort();
    }

    void cutNoMore() {
        cuts = false;
    }

    /** How many answers of committed statements were lost, by statement. */
    synchronized Map<String, Integer> answersLost() {
        return new TreeMap<>(answersLost);
    }

    /** How many connections were reset right after a statement was sent, whether it was committed or not. */
    synchronized Map<String, Integer> cutAtOnce() {
        return new TreeMap<>(cutAtOnce);
    }

    private void accept(NetSocket worker) {
        worker.pause();
        client.connect(port, host)
                .onSuccess(database -> new Connection(worker, database).begin())
                .onFailure(refused -> end(worker));
    }

    private synchronized boolean isCut(String statement) {
        return cuts && statements.contains(statement) && random.nextInt(4) == 0;
    }

    private synchronized void count(Map<String, Integer> counts, String statement) {
        counts.merge(statement, 1, Integer::sum);
    }

    private static void end(NetSocket socket) {
        socket.close().onFailure(gone -> {});
    }

    @Override
    public void close() {
        server.close().onFailure(Throwable::printStackTrace);
        client.close().onFailure(Throwable::printStackTrace);
    }

    private final class Connection {
        private final NetSocket worker;
        private final NetSocket database;
        private final AnswerCutter cutter = new AnswerCutter();
        private Optional<String> losing = Optional.empty();

        Connection(NetSocket worker, NetSocket database) {
            this.worker = worker;
            this.database = database;
        }

        void begin() {
            worker.handler(this::sent);
            database.handler(this::answered);
            worker.closeHandler(closed -> end(database));
            database.closeHandler(closed -> end(worker));
            worker.exceptionHandler(reset -> end(database));
            database.exceptionHandler(reset -> end(worker));
            worker.resume();
        }

        private void sent(Buffer data) {
            Optional<String> statement = cutter.sent(data).filter(CuttingRelay.this::isCut);
            database.write(data).onFailure(gone -> end(worker));
            if (statement.isPresent() && random.nextBoolean()) {
                losing = statement;
            } else {
                statement.ifPresent(name -> {
                    count(cutAtOnce, name);
                    end(worker);
                    // In order, not by a reset: what was sent arrives, and is executed to its end.
                    database.end().onFailure(gone -> {});
                });
            }
        }

        private void answered(Buffer data) {
            if (losing.isEmpty()) {
                worker.write(data).onFailure(gone -> end(database));
            } else if (AnswerCutter.isReady(data)) {
                losing.ifPresent(statement -> count(answersLost, statement));
                end(worker);
                end(database);
            }
        }
    }
}
