package dev.taskwire.chaos;

import dev.taskwire.chaos.MailEndpoint.Answer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes answers as SendGrid does. A sender that is gone by then is what some tests are about. */
final class MailReplies {
    private final MailScript script;
    private final List<HttpServerRequest> held = new CopyOnWriteArrayList<>();

    MailReplies(MailScript script) {
        this.script = script;
    }

    /** Answers what waits to be told. */
    void tell() {
        held.forEach(request -> end(request, 202));
    }

    void reply(HttpServerRequest request, MailRequest mails, Answer answer) {
        switch (answer) {
            case ACCEPT -> end(request, 202);
            case ACCEPT_WHEN_TOLD -> held.add(request);
            case TOO_MANY -> {
                request.response().putHeader("Retry-After", "" + script.pause().toSeconds());
                refuse(request, 429, errors("too many requests"));
            }
            case TOO_MANY_UNTIL -> {
                long reset = Instant.now().plus(script.pause()).getEpochSecond();
                request.response().putHeader("X-RateLimit-Remaining", "0").putHeader("X-RateLimit-Reset", "" + reset);
                refuse(request, 429, errors("too many requests"));
            }
            case TOO_LARGE -> refuse(request, 413, errors("Request Entity Too Large"));
            case BAD_ADDRESS -> refuse(request, 400, script.refusal(mails));
            case UNAUTHORIZED -> refuse(request, 401, errors("authorization required"));
            case UNAVAILABLE -> end(request, 503);
            case ACCEPT_BUT_ERROR -> end(request, 500);
            case ACCEPT_BUT_RESET, RESET_UNREAD -> request.connection().close().onFailure(gone -> {});
            case ACCEPT_BUT_HANG -> {}
        }
    }

    private static JsonObject errors(String message) {
        JsonObject error =
                new JsonObject().put("message", message).putNull("field").putNull("help");
        return new JsonObject().put("errors", new JsonArray().add(error));
    }

    private static void refuse(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer())
                .onFailure(gone -> {});
    }

    private static void end(HttpServerRequest request, int status) {
        request.response()
                .setStatusCode(status)
                .putHeader("X-Message-Id", "stand-in")
                .end()
                .onFailure(gone -> {});
    }
}
