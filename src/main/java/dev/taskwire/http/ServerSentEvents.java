package dev.taskwire.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One answer that goes on: events as they come. Who reads too slowly is let go, and comes back with the last event's id. */
final class ServerSentEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ServerSentEvents.class);

    /** A comment. More often than the server closes what is idle. */
    private static final String SIGN_OF_LIFE = ":\n\n";

    private static final Duration SIGN_OF_LIFE_EVERY = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final HttpServerResponse response;

    ServerSentEvents(Vertx vertx, HttpServerResponse response) {
        this.vertx = vertx;
        this.response = response;
    }

    /** Answers a request by a stream that {@code follow} begins, or by what is wrong with it. */
    static void answer(RoutingContext context, Supplier<Future<Void>> follow) {
        Future.succeededFuture()
                .compose(now -> follow.get())
                .recover(failure -> problem(context, failure).answer(context.response()))
                .onFailure(gone -> LOG.debug(
                        "the answer to a request to {} could not be written", context.normalizedPath(), gone));
    }

    private static Problem problem(RoutingContext context, Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        LOG.atError()
                .addKeyValue("path", context.normalizedPath())
                .setCause(failure)
                .log("a request failed");
        return new Problem(500, "something is wrong here; the log says what");
    }

    /** Begins the answer; when it is over, which it may be already, {@code over} is called once. */
    void begin(Runnable over) {
        if (response.closed()) {
            over.run();
            return;
        }
        long timer = vertx.setPeriodic(SIGN_OF_LIFE_EVERY.toMillis(), fired -> write(SIGN_OF_LIFE));
        response.endHandler(ended -> {
            vertx.cancelTimer(timer);
            over.run();
        });
        if (!response.headWritten()) {
            write(SIGN_OF_LIFE);
        }
    }

    /** @param id empty where there is nothing to go on after */
    void send(String name, String id, String data) {
        write((id.isEmpty() ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + data + "\n\n");
    }

    /** @param words in one line, for people; programs leave it out */
    void comment(String words) {
        write(": " + words + "\n");
    }

    private void write(String text) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.writeQueueFull()) {
            response.reset().onFailure(gone -> LOG.debug("a follower has gone", gone));
            return;
        }
        if (!response.headWritten()) {
            response.setChunked(true)
                    .putHeader("Content-Type", "text/event-stream")
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Accel-Buffering", "no");
        }
        response.write(text).onFailure(gone -> LOG.debug("a follower has gone", gone));
    }
}
