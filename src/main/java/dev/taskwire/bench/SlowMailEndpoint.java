package dev.taskwire.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands in for SendGrid on loopback: accepts every mail, and takes its time. */
final class SlowMailEndpoint extends VerticleBase {
    static final Duration TAKES = Duration.ofMillis(20);

    private static final Logger LOG = LoggerFactory.getLogger(SlowMailEndpoint.class);

    private final AtomicInteger accepted = new AtomicInteger();
    private @Nullable HttpServer server;

    /** Mails since the last time that this was asked. */
    int accepted() {
        return accepted.getAndSet(0);
    }

    String url() {
        if (server == null) {
            throw new IllegalStateException("the endpoint has no address before it is deployed");
        }
        return "http://127.0.0.1:" + server.actualPort();
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer()
                .requestHandler(request -> request.endHandler(read -> acceptLater(request)))
                .listen(0, "127.0.0.1")
                .onSuccess(listening -> server = listening);
    }

    private void acceptLater(HttpServerRequest request) {
        vertx.setTimer(TAKES.toMillis(), taken -> {
            accepted.incrementAndGet();
            request.response()
                    .setStatusCode(202)
                    .putHeader("X-Message-Id", UUID.randomUUID().toString())
                    .end()
                    .onFailure(gone -> LOG.warn("a mail's sender did not wait for the answer", gone));
        });
    }
}
