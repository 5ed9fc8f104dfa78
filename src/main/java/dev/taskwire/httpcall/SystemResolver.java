package dev.taskwire.httpcall;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks as the machine is set up to, on threads of its own: where the machine's resolver hangs, they do, and nothing else.
 * Who asks for a name that is being asked for gets the same answer. The JVM remembers answers for a while
 * ({@code networkaddress.cache.ttl}).
 */
final class SystemResolver implements HostResolver {
    private static final int THREADS = 8;
    private static final int ASKED_MOST = 256;

    private final Vertx vertx;
    private final WorkerExecutor threads;
    private final Map<String, Promise<List<InetAddress>>> asked = new HashMap<>();

    SystemResolver(Vertx vertx) {
        this.vertx = vertx;
        this.threads = vertx.createSharedWorkerExecutor("http-call-names", THREADS);
    }

    @Override
    public Future<List<InetAddress>> resolve(String name) {
        Context context = vertx.getOrCreateContext();
        Promise<List<InetAddress>> answer = Promise.promise();
        ask(name).onComplete(found -> context.runOnContext(now -> answer.handle(found)));
        return answer.future();
    }

    @Override
    public Future<Void> close() {
        return threads.close();
    }

    private synchronized Future<List<InetAddress>> ask(String name) {
        Promise<List<InetAddress>> same = asked.get(name);
        if (same != null) {
            return same.future();
        }
        if (asked.size() >= ASKED_MOST) {
            return Future.failedFuture(
                    UncallableException.forNow("too many names of hosts are being asked for at the same time"));
        }
        Promise<List<InetAddress>> answer = Promise.promise();
        asked.put(name, answer);
        threads.executeBlocking(() -> List.of(InetAddress.getAllByName(name)), false)
                .andThen(found -> forget(name))
                .onComplete(answer);
        return answer.future();
    }

    private synchronized void forget(String name) {
        asked.keySet().remove(name);
    }
}
