package dev.taskwire.embedded;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for SendGrid on loopback: takes mail as its API does, and shows it to an observer and, in a browser, to a
 * reader. Keeps the last mails alone.
 */
final class MailStandIn extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(MailStandIn.class);
    private static final int BODY_LONGEST = 1024 * 1024;

    private final String key = "SG.demo-" + UUID.randomUUID();

    private volatile Consumer<ReceivedMail> observer = mail -> {};
    private final Inbox inbox = new Inbox();
    private @Nullable HttpServer server;

    /** Shows each mail that arrives from now on, on the stand-in's event loop. */
    void onArrival(Consumer<ReceivedMail> newObserver) {
        observer = newObserver;
    }

    String key() {
        return key;
    }

    String url() {
        if (server == null) {
            throw new IllegalStateException("the stand-in has no address before it is deployed");
        }
        return "http://127.0.0.1:" + server.actualPort();
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(() -> InboxPages.load(ZoneId.systemDefault()))
                .map(pages -> new InboxSite(inbox, pages))
                .compose(site -> vertx.createHttpServer()
                        .requestHandler(request -> receive(request, site))
                        .listen(0, "127.0.0.1"))
                .onSuccess(listening -> server = listening);
    }

    private void receive(HttpServerRequest request, InboxSite site) {
        if (request.method().equals(HttpMethod.GET)) {
            site.answer(request).onFailure(MailStandIn::noteUnanswered);
        } else if (!request.method().equals(HttpMethod.POST) || !request.path().equals("/v3/mail/send")) {
            refuse(request, 404, "only POST /v3/mail/send takes mail here");
        } else if (!("Bearer " + key).equals(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            refuse(request, 401, "the key is not this stand-in's");
        } else {
            accept(request);
        }
    }

    private void accept(HttpServerRequest request) {
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
                    if (body.length() <= BODY_LONGEST) {
                        body.appendBuffer(chunk);
                    }
                })
                .endHandler(end -> answer(request, body));
    }

    private void answer(HttpServerRequest request, Buffer body) {
        if (body.length() > BODY_LONGEST) {
            refuse(request, 413, "the mail is longer than " + BODY_LONGEST + " bytes");
            return;
        }
        try {
            inbox.take(body.toJsonObject(), Instant.now()).forEach(observer);
        } catch (RuntimeException malformed) {
            refuse(request, 400, "the mail cannot be read: " + malformed.getMessage());
            return;
        }
        request.response()
                .setStatusCode(202)
                .putHeader("X-Message-Id", UUID.randomUUID().toString())
                .end()
                .onFailure(MailStandIn::noteUnanswered);
    }

    private static void refuse(HttpServerRequest request, int status, String reason) {
        JsonArray errors = new JsonArray().add(new JsonObject().put("message", reason));
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(new JsonObject().put("errors", errors).encode())
                .onFailure(MailStandIn::noteUnanswered);
    }

    private static void noteUnanswered(Throwable gone) {
        LOG.debug("a sender went away before the stand-in's answer", gone);
    }
}
