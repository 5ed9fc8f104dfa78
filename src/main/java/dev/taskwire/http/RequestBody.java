package dev.taskwire.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;

/**
 * The body of a request that is paused before anything of it was read: read whole within bounds, or left where it is. Bound
 * to the request's context.
 */
final class RequestBody {
    /** For how long what nobody wants is thrown away: a client that still sends would miss the answer otherwise. */
    private static final Duration LINGERING = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final HttpServerRequest request;

    RequestBody(Vertx vertx, HttpServerRequest request) {
        this.vertx = vertx;
        this.request = request;
    }

    /**
     * Reads it.
     *
     * @param largest bytes; a body that says it has more is not read at all, one that proves to have more no further
     * @param within how long it may take to come
     * @return fails with a problem: 413, 408, or 400 where the client has gone
     */
    Future<Buffer> read(int largest, Duration within) {
        if (declaredLength() > largest) {
            return Future.failedFuture(tooLarge(largest));
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer read = Buffer.buffer();
        request.exceptionHandler(gone -> whole.tryFail(cutShort(gone))).endHandler(end -> whole.tryComplete(read));
        request.handler(chunk -> {
            if (read.length() + chunk.length() > largest) {
                request.pause();
                whole.tryFail(tooLarge(largest));
            } else {
                read.appendBuffer(chunk);
            }
        });
        long timer = vertx.setTimer(within.toMillis(), late -> whole.tryFail(tooSlow(within)));
        goOn(whole);
        return whole.future().onComplete(ended -> vertx.cancelTimer(timer));
    }

    /** Answers with a problem, whatever was read, and closes the connection if the client has not sent all of it. */
    Future<Void> answer(Problem problem) {
        if (request.isEnded()) {
            return problem.answer(request.response());
        }
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        Promise<Void> over = Promise.promise();
        request.exceptionHandler(gone -> over.tryComplete()).endHandler(end -> over.tryComplete());
        request.handler(unwanted -> {});
        long timer = vertx.setTimer(LINGERING.toMillis(), late -> over.tryComplete());
        Future<Void> answered = problem.answer(request.response());
        request.resume();
        return answered.compose(sent -> over.future()).eventually(() -> {
            vertx.cancelTimer(timer);
            return request.connection().close();
        });
    }

    private void goOn(Promise<Buffer> whole) {
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue().onFailure(gone -> whole.tryFail(cutShort(gone)));
        }
        request.resume();
    }

    private long declaredLength() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return 0;
        }
        return length.matches("\\d{1,18}") ? Long.parseLong(length) : Long.MAX_VALUE;
    }

    private static ProblemException tooLarge(int largest) {
        return new ProblemException(413, "the body may have " + largest + " bytes at the most");
    }

    private static ProblemException cutShort(Throwable gone) {
        return new ProblemException(400, "the body was not sent to its end", gone);
    }

    private static ProblemException tooSlow(Duration within) {
        return new ProblemException(408, "the body did not come within " + within.toMillis() + " ms");
    }
}
