package dev.taskwire.notification;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to SendGrid and its answer. The status alone decides whether the mail was accepted; the answer's text is
 * read for its error message, up to a length and within the deadline, and is not trusted to end.
 */
final class SendGridExchange {
    private static final Logger LOG = LoggerFactory.getLogger(SendGridExchange.class);
    private static final int TEXT_LONGEST = 16 * 1024;

    private final HttpClientRequest request;
    private final SendGridAnswer answers;
    private final Deadline writeBy;
    private boolean unwritten;

    /** @param writeBy nothing is sent after it; earlier than the deadline of the answer */
    SendGridExchange(HttpClientRequest request, SendGridAnswer answers, Deadline writeBy) {
        this.request = request;
        this.answers = answers;
        this.writeBy = writeBy;
    }

    /** Sends the body, unless it is too late for that, and waits for the answer until the deadline. */
    Future<SendGridVerdict> run(Buffer body, Deadline deadline) {
        request.exceptionHandler(ended -> LOG.debug("a request to SendGrid has ended early", ended));
        if (writeBy.hasPassed()) {
            abandon(new IllegalStateException("it is too late to send it"));
            return Future.succeededFuture(SendGridVerdict.ofEach(SendGridAnswer.tooLate()));
        }
        Future<Void> written = request.end(body);
        Future<HttpClientResponse> response = request.response();
        Future<String> text = response.compose(this::text).timeout(deadline.millisLeft(), TimeUnit.MILLISECONDS);
        text.onFailure(this::abandon);
        return response.compose(head -> answer(head, text)).otherwise(broken -> {
            unwritten = written.failed();
            return SendGridVerdict.ofEach(
                    unwritten
                            ? SendGridAnswer.unwritten(written.cause())
                            : SendGridAnswer.unanswered(text.failed() ? text.cause() : broken));
        });
    }

    /** Whether its end is that the connection broke before the request was sent. */
    boolean isUnwritten() {
        return unwritten;
    }

    private Future<SendGridVerdict> answer(HttpClientResponse head, Future<String> text) {
        return SendGridAnswer.accepts(head.statusCode())
                ? Future.succeededFuture(SendGridVerdict.ofEach(SendGridAnswer.accepted(head.headers())))
                : text.otherwise("")
                        .map(read -> answers.verdict(new SendGridReply(head.statusCode(), head.headers(), read)));
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
        request.reset(0, reason).onFailure(over -> LOG.debug("a request to SendGrid was over already", over));
    }
}
