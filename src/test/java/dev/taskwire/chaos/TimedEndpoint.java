package dev.taskwire.chaos;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint on loopback that answers each call after the same time, and knows how many it had at once. */
final class TimedEndpoint implements AutoCloseable {
    /**
     * A call that came.
     *
     * @param at since some moment
     */
    record Came(long job, String key, Duration at) {}

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Duration takes;
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final ConcurrentLinkedQueue<Came> came = new ConcurrentLinkedQueue<>();

    TimedEndpoint(Duration takes) {
        this.takes = takes;
        this.server = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
                .requestHandler(this::answer)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** How many are here at the moment. */
    int now() {
        return now.get();
    }

    /** How many were here at once at the most, since this was asked the last time. */
    int mostSince() {
        return most.getAndSet(now.get());
    }

    List<Came> came() {
        return List.copyOf(came);
    }

    void forget() {
        came.clear();
        most.set(now.get());
    }

    /** A call is over when it is answered, or when who made it is gone. */
    private void answer(HttpServerRequest request) {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        came.add(new Came(
                Long.parseLong(request.getHeader("Taskwire-Job")),
                String.valueOf(request.getHeader("X-Key")),
                Duration.ofNanos(System.nanoTime())));
        AtomicBoolean over = new AtomicBoolean();
        Runnable end = () -> {
            if (over.compareAndSet(false, true)) {
                now.decrementAndGet();
            }
        };
        request.connection().closeHandler(gone -> end.run());
        vertx.setTimer(takes.toMillis(), due -> {
            end.run();
            if (!request.response().closed()) {
                request.response().end().onComplete(sent -> {});
            }
        });
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
