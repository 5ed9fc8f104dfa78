package dev.taskwire;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A reverse proxy that serves a server of this machine under a path, and takes the path off before it asks. */
final class StrippingProxy implements AutoCloseable {
    private static final int CONNECTIONS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    private final String prefix;
    private final int to;

    /** @param to the server's port */
    StrippingProxy(String prefix, int to) {
        this.prefix = prefix;
        this.to = to;
    }

    /** Answers the port on which it listens. */
    int open() throws Exception {
        HttpServer listening = vertx.createHttpServer()
                .requestHandler(this::pass)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        return listening.actualPort();
    }

    private void pass(HttpServerRequest request) {
        if (!request.uri().startsWith(prefix + "/")) {
            answer(request, 404);
            return;
        }
        request.pause();
        client.request(request.method(), to, "127.0.0.1", request.uri().substring(prefix.length()))
                .compose(asked -> {
                    asked.headers().setAll(request.headers());
                    return asked.send(request);
                })
                .compose(answer -> {
                    request.response()
                            .setStatusCode(answer.statusCode())
                            .headers()
                            .setAll(answer.headers());
                    return answer.pipeTo(request.response());
                })
                .onFailure(gone -> answer(request, 502));
    }

    private static void answer(HttpServerRequest request, int status) {
        if (!request.response().headWritten()) {
            Future<Void> written = request.response().setStatusCode(status).end();
            written.onFailure(Throwable::printStackTrace);
        }
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }
}
