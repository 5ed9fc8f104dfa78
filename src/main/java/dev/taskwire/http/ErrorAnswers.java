package dev.taskwire.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a request is answered with that no part of the site has answered: in words, and without saying who answers. */
final class ErrorAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    private static final Map<Integer, String> SENTENCES = Map.ofEntries(
            Map.entry(400, "the request is malformed"),
            Map.entry(401, "send a token in the header Authorization: Bearer …"),
            Map.entry(403, "this is not allowed"),
            Map.entry(404, "there is nothing at this path; /openapi.yaml says what there is"),
            Map.entry(405, "this path has other methods; the header Allow says which"),
            Map.entry(406, "this is not to be had in a form that the header Accept allows"),
            Map.entry(408, "the request did not come to its end in time"),
            Map.entry(413, "the body is too large"),
            Map.entry(415, "send JSON, with the header Content-Type: application/json"),
            Map.entry(422, "the body is not what this path takes"),
            Map.entry(429, "too many requests: come again later"),
            Map.entry(501, "this is not built"),
            Map.entry(502, "what this leads to does not answer"),
            Map.entry(503, "this cannot be done now: come again later"));

    private ErrorAnswers() {}

    static void mount(Router router) {
        SENTENCES.forEach((status, sentence) ->
                router.errorHandler(status, context -> answer(context, new Problem(status, sentence))));
        router.errorHandler(500, ErrorAnswers::failed);
    }

    /** What cannot be read ends its connection: nobody knows where the next request would begin. */
    static void malformed(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem = cause instanceof TooLongHttpLineException
                ? new Problem(414, "the address is too long")
                : cause instanceof TooLongHttpHeaderException
                        ? new Problem(431, "the headers are too long together: see http.limits.header_bytes")
                        : new Problem(400, "this cannot be understood as a request, or not in one way only");
        close(request, problem);
    }

    /** Answers, and ends the connection. */
    static void close(HttpServerRequest request, Problem problem) {
        request.response().putHeader("Connection", "close");
        problem.answer(request.response())
                .eventually(() -> request.connection().close())
                .onFailure(gone -> LOG.debug("the answer to a malformed request could not be written", gone));
    }

    private static void failed(RoutingContext context) {
        if (context.failure() instanceof ProblemException known) {
            answer(context, known.problem());
            return;
        }
        LOG.atError()
                .addKeyValue("path", context.normalizedPath())
                .setCause(context.failure())
                .log("a request failed");
        answer(context, new Problem(500, "something is wrong here; the log says what"));
    }

    private static void answer(RoutingContext context, Problem problem) {
        if (context.response().headWritten()) {
            context.request().connection().close().onFailure(gone -> LOG.debug("it was closed already", gone));
            return;
        }
        problem.answer(context.response())
                .onFailure(gone -> LOG.debug("the answer to a request could not be written", gone));
    }
}
