package dev.taskwire.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of others' servers, of whose body nothing is read before they are recognized; so many at once, and each is answered
 * with 204 or with a problem. Bound to one context.
 */
final class RecognizedRequests {
    private static final Logger LOG = LoggerFactory.getLogger(RecognizedRequests.class);

    private final int most;
    private final Duration retryAfter;
    private int inHand;

    /** @param retryAfter when whoever was answered with 503 should send again */
    RecognizedRequests(int most, Duration retryAfter) {
        this.most = most;
        this.retryAfter = retryAfter;
    }

    /**
     * @param take may throw a {@link ProblemException}, or fail with one
     * @param problem what is answered to a failure
     */
    void receive(
            RoutingContext context,
            BiFunction<RoutingContext, RequestBody, Future<Void>> take,
            Function<Throwable, Problem> problem) {
        HttpServerRequest request = context.request().pause();
        RequestBody body = new RequestBody(context.vertx(), request);
        inHand++;
        Future.succeededFuture()
                .compose(now -> take.apply(context, body))
                .onComplete(ended -> inHand--)
                .compose(
                        taken -> context.response().setStatusCode(204).end(),
                        failure -> body.answer(withRetryAfter(context, problem.apply(failure))))
                .onFailure(
                        gone -> LOG.debug("the answer to a request to {} could not be written", request.path(), gone));
    }

    /** Refuses the request in hand where there are too many. */
    void requireRoom() {
        if (inHand > most) {
            throw new ProblemException(503, "too many requests are in hand: send it again later");
        }
    }

    private Problem withRetryAfter(RoutingContext context, Problem problem) {
        if (problem.status() == 503) {
            context.response().putHeader("Retry-After", String.valueOf(retryAfter.toSeconds()));
        }
        return problem;
    }
}
