package dev.taskwire.http;

import dev.taskwire.config.WebhookConfig;
import dev.taskwire.notification.MailEvents;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.SigningKey;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server with the webhook, the key that its requests are signed with, and a client, for each test. */
@SuppressWarnings("NullAway.Init")
final class WebhookStage implements BeforeEachCallback, AfterEachCallback {
    static final String PATH = "/webhook/sendgrid";
    static final String SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature";
    static final String TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp";

    private final PostgresExtension postgres;
    private final SigningKey key = SigningKey.make();
    private final MailEvents events = new MailEvents(Duration.ofMinutes(5));
    private Vertx vertx;
    private WebClient client;
    private HttpVerticle server;

    WebhookStage(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        vertx = Vertx.vertx();
        client = WebClient.wrap(vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(64)));
        serve(new SendGridWebhook(config(), events));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** With the key that requests are signed with. */
    WebhookConfig config() {
        return postgres.config("SENDGRID_WEBHOOK_KEY", key.shown())
                .mail()
                .sendGrid()
                .webhook();
    }

    /** Replaces the server by one with another webhook. */
    void serve(SendGridWebhook webhook) throws Exception {
        server = new HttpVerticle(postgres.config().http(), List.of(webhook));
        vertx.deployVerticle(server).await(10, TimeUnit.SECONDS);
    }

    Vertx vertx() {
        return vertx;
    }

    MailEvents events() {
        return events;
    }

    SigningKey key() {
        return key;
    }

    int port() {
        return server.port();
    }

    static String now() {
        return String.valueOf(Instant.now().getEpochSecond());
    }

    /** One event of a mail, as the provider's body. */
    static Buffer body(UUID mail, String kind) {
        return new JsonArray()
                .add(new JsonObject()
                        .put("sg_event_id", UUID.randomUUID().toString())
                        .put("event_id", mail.toString())
                        .put("event", kind)
                        .put("timestamp", 1_800_000_000)
                        .put("email", "ada@example.com"))
                .toBuffer();
    }

    /** Posts a body that is signed now with the right key. */
    HttpResponse<Buffer> post(Buffer body) throws Exception {
        String now = now();
        return post(now, key.sign(now, body.getBytes()), body);
    }

    HttpResponse<Buffer> post(String timestamp, String signature, Buffer body) throws Exception {
        return request()
                .putHeader(TIMESTAMP, timestamp)
                .putHeader(SIGNATURE, signature)
                .sendBuffer(body)
                .await(20, TimeUnit.SECONDS);
    }

    HttpRequest<Buffer> request() {
        return client.post(port(), "127.0.0.1", PATH);
    }
}
