package dev.taskwire.notification;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer. The status alone decides whether it was accepted; the text of any other answer is read for
 * its error message, up to a length and within the deadline, and is not trusted to end.
 */
final class PostExchange {
    private static final Logger LOG = LoggerFactory.getLogger(PostExchange.class);
    private static final int TEXT_LONGEST = 16 * 1024;

    private final HttpClientRequest request;
    private final IntPredicate accepts;
    private final Deadline writeBy;

    /** @param writeBy nothing is sent after it; earlier than the deadline of the answer */
    PostExchange(HttpClientRequest request, IntPredicate accepts, Deadline writeBy) {
        this.request = request;
        this.accepts = accepts;
        this.writeBy = writeBy;
    }

    /** Sends the body, unless it is too late for that, and waits for the answer until the deadline. */
    Future<PostEnd> run(Buffer body, Deadline deadline) {
        request.exceptionHandler(ended -> LOG.debug("a request has ended early", ended));
        if (writeBy.hasPassed()) {
            abandon(new IllegalStateException("it is too late to send it"));
            return Future.succeededFuture(new PostEnd.TooLate());
        }
        Future<Void> written = request.end(body);
        Future<HttpClientResponse> response = request.response();
        Future<String> text = response.compose(this::text).timeout(deadline.millisLeft(), TimeUnit.MILLISECONDS);
        text.onFailure(this::abandon);
        return response.compose(head -> answer(head, text))
                .otherwise(broken -> written.failed()
                        ? new PostEnd.Unwritten(written.cause())
                        : new PostEnd.Unanswered(text.failed() ? text.cause() : broken));
    }

    private Future<PostEnd> answer(HttpClientResponse head, Future<String> text) {
        Future<String> worthReading = accepts.test(head.statusCode()) ? Future.succeededFuture("") : text.otherwise("");
        return worthReading.map(read -> new PostEnd.Answered(head.statusCode(), head.headers(), read));
    }

    private Future<String> text(HttpClientResponse response) {
        Promise<String> text = Promise.promise();
        Buffer kept = Buffer.buffer();
        response.exceptionHandler(text::tryFail)
                .endHandler(end -> text.tryComplete(kept.toString()))
                .handler(chunk -> {
                    kept.appendBuffer(chunk, 0, Math.min(chunk.length(), TEXT_LONGEST - kept.length()));
                    if (kept.length() == TEXT_LONGEST && text.tryComplete(kept.toString())) {
                        abandon(new IllegalStateException("an answer longer than " + TEXT_LONGEST + " bytes"));
                    }
                });
        return text.future();
    }

    /** Ends the connection, whatever is still on its way. */
    private void abandon(Throwable reason) {
        request.reset(0, reason).onFailure(over -> LOG.debug("a request was over already", over));
    }
}
