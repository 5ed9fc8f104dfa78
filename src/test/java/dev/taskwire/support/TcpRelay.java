package dev.taskwire.support;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Stands between a client and a server, and can fall silent or cut: a network that misbehaves when it is told to. */
public final class TcpRelay {
    private final Vertx vertx;

    /** One that nobody holds is closed with its connections when its memory is reclaimed. */
    private final NetClient upstreams;

    private final String host;
    private final int port;
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();

    private volatile boolean silent;
    private final AtomicInteger accepted = new AtomicInteger();
    private @Nullable NetServer server;

    public TcpRelay(Vertx vertx, String host, int port) {
        this.vertx = vertx;
        this.upstreams = vertx.createNetClient();
        this.host = host;
        this.port = port;
    }

    /** Listens on a port of loopback and answers it. */
    public Future<Integer> open(int listenPort) {
        return vertx.createNetServer()
                .connectHandler(this::accept)
                .listen(listenPort, "127.0.0.1")
                .onSuccess(listening -> server = listening)
                .map(NetServer::actualPort);
    }

    /** Lets nothing through any more, in either direction, without closing anything: a half-open connection. */
    public void fallSilent() {
        silent = true;
    }

    /** Lets new connections through again; those that were silenced stay so. */
    public void speak() {
        sockets.clear();
        silent = false;
    }

    /** Closes every connection. */
    public void cut() {
        sockets.forEach(socket -> socket.close().onFailure(Throwable::printStackTrace));
    }

    /** How many connections have come so far. */
    public int accepted() {
        return accepted.get();
    }

    public Future<Void> close() {
        cut();
        return server == null ? Future.succeededFuture() : server.close();
    }

    private void accept(NetSocket client) {
        accepted.incrementAndGet();
        sockets.add(client);
        client.pause();
        upstreams
                .connect(port, host)
                .onSuccess(upstream -> {
                    sockets.add(upstream);
                    pump(client, upstream);
                    pump(upstream, client);
                    client.resume();
                })
                .onFailure(refused -> client.close().onFailure(Throwable::printStackTrace));
    }

    private void pump(NetSocket from, NetSocket to) {
        from.handler(data -> pass(data, from, to));
        from.closeHandler(closed -> to.close().onFailure(Throwable::printStackTrace));
        from.exceptionHandler(reset -> from.close().onFailure(Throwable::printStackTrace));
    }

    private void pass(Buffer data, NetSocket from, NetSocket to) {
        if (!silent && sockets.contains(from)) {
            to.write(data).onFailure(gone -> from.close().onFailure(Throwable::printStackTrace));
        }
    }
}
