package dev.taskwire.notification;

import dev.taskwire.config.Secret;
import dev.taskwire.worker.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private final Secret key;

    SendGridExchange(HttpClientRequest request, Secret key) {
        this.request = request;
        this.key = key;
    }

    /** @param left how long it may take from now on */
    Future<Outcome> run(Buffer body, Duration left) {
        Future<HttpClientResponse> response = request.send(body);
        Future<String> text = response.compose(this::text).timeout(left.toMillis(), TimeUnit.MILLISECONDS);
        text.onFailure(this::abandon);
        return response.compose(head -> outcome(head, text))
                .otherwise(broken -> unanswered(text.failed() ? text.cause() : broken));
    }

    private Future<Outcome> outcome(HttpClientResponse head, Future<String> text) {
        return SendGridAnswer.accepts(head.statusCode())
                ? Future.succeededFuture(Outcome.DONE)
                : text.otherwise("").map(read -> SendGridAnswer.refusal(head.statusCode(), read, key));
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

    private static Outcome unanswered(Throwable cause) {
        String what = cause instanceof TimeoutException
                ? "SendGrid did not answer in time"
                : "the connection to SendGrid broke (" + cause.getMessage() + ")";
        return Outcome.retry(what + ": whether it took the mail is not known");
    }
}
