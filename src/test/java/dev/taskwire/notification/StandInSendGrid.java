package dev.taskwire.notification;

import dev.taskwire.config.MailConfig;
import dev.taskwire.config.MailSender;
import dev.taskwire.config.MailWay;
import dev.taskwire.config.Secret;
import dev.taskwire.config.SendGridConfig;
import dev.taskwire.config.SmtpConfig;
import dev.taskwire.config.SmtpSecurity;
import dev.taskwire.config.WebhookConfig;
import dev.taskwire.support.SendGridBodies;
import dev.taskwire.support.SlackBodies;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server in SendGrid's place that keeps what it is sent and answers as a test wishes. */
final class StandInSendGrid {
    static final WebhookConfig NO_WEBHOOK = new WebhookConfig(Optional.empty(), Duration.ofMinutes(5));
    static final Secret KEY = new Secret("SG.a-key-that-nobody-may-see");

    private final Vertx vertx;
    private final HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Handler<HttpServerRequest> answer =
            request -> request.response().setStatusCode(202).end().onFailure(this::ignore);

    private volatile boolean resettingAtTheHead;

    /** One request, as it came. */
    record Received(String method, String path, String authorization, String contentType, JsonObject body) {}

    StandInSendGrid(Vertx vertx) throws Exception {
        this.vertx = vertx;
        this.server = vertx.createHttpServer()
                .connectionHandler(connection -> {
                    connections.incrementAndGet();
                    connection.closeHandler(closed -> connections.decrementAndGet());
                })
                .requestHandler(this::take)
                .listen(0, "localhost")
                .await(10, TimeUnit.SECONDS);
    }

    void answers(Handler<HttpServerRequest> how) {
        answer = how;
    }

    void refuses(int status, String body) {
        answers(request -> request.response().setStatusCode(status).end(body).onFailure(this::ignore));
    }

    /** Answers with these headers, given as name and value in turn. */
    void answers(int status, String... headers) {
        answers(request -> {
            HttpServerResponse response = request.response().setStatusCode(status);
            for (int i = 0; i < headers.length; i += 2) {
                response.putHeader(headers[i], headers[i + 1]);
            }
            response.end().onFailure(this::ignore);
        });
    }

    /** Closes the connection when a request has come. */
    void resets() {
        answers(request -> request.connection().close().onFailure(this::ignore));
    }

    /** Closes the connection when a request begins, before its body is read. */
    void resetsAtTheHead() {
        resettingAtTheHead = true;
    }

    List<Received> received() {
        return received;
    }

    /** How many requests have begun. */
    int calls() {
        return calls.get();
    }

    int connections() {
        return connections.get();
    }

    String url() {
        return "http://localhost:" + server.actualPort();
    }

    void stop() throws Exception {
        server.close().await(10, TimeUnit.SECONDS);
    }

    SendGridClient client(Duration timeout, int connections) {
        return SendGridClient.create(vertx, config(KEY, timeout, connections));
    }

    SendGridClient client(String key) {
        return SendGridClient.create(vertx, config(new Secret(key), Duration.ofSeconds(1), 1));
    }

    private MailConfig config(Secret key, Duration timeout, int connections) {
        return config(key, url(), timeout, connections);
    }

    /** A configuration whose way is SendGrid. */
    static MailConfig config(Secret key, String baseUrl, Duration timeout, int connections) {
        return new MailConfig(
                MailWay.SENDGRID,
                new MailSender("taskwire@example.com", "Taskwire"),
                new SendGridConfig(Optional.of(key), baseUrl, NO_WEBHOOK),
                new SmtpConfig("", 587, Optional.empty(), SmtpSecurity.STARTTLS, Optional.empty()),
                timeout,
                connections);
    }

    private void take(HttpServerRequest request) {
        calls.incrementAndGet();
        if (resettingAtTheHead) {
            resettingAtTheHead = false;
            request.connection().close().onFailure(this::ignore);
            return;
        }
        request.body()
                .onSuccess(body -> {
                    // Another provider's client may be under test here.
                    if (request.path().equals("/v3/mail/send")) {
                        SendGridBodies.check(body);
                    } else if (request.path().startsWith("/services/")) {
                        SlackBodies.check(body);
                    }
                    received.add(received(request, body));
                    answer.handle(request);
                })
                .onFailure(this::ignore);
    }

    private static Received received(HttpServerRequest request, Buffer body) {
        return new Received(
                request.method().name(),
                request.path(),
                String.valueOf(request.getHeader("Authorization")),
                String.valueOf(request.getHeader("Content-Type")),
                body.length() == 0 ? new JsonObject() : body.toJsonObject());
    }

    /** A client that went away is what some tests are about. */
    void ignore(Throwable gone) {}
}
