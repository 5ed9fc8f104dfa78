package dev.taskwire.http;

import dev.taskwire.config.Secret;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.dashboard.Examination;
import dev.taskwire.dashboard.ProcessFacts;
import dev.taskwire.dashboard.ProcessViews;
import dev.taskwire.dashboard.SystemView;
import dev.taskwire.doctor.Doctor;
import dev.taskwire.doctor.Limits;
import dev.taskwire.httpcall.CallbackAddress;
import dev.taskwire.notification.InAppFeed;
import dev.taskwire.notification.MailEvents;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.telemetry.LogLevels;
import dev.taskwire.telemetry.VertxMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** All that is served, and a client that has a token with every role; for a test class, whose database it uses. */
@SuppressWarnings("NullAway.Init")
final class ApiStage implements BeforeAllCallback, AfterAllCallback {
    static final String TOKEN = "a-token-of-the-tests-that-is-long-enough";

    static final String CALLBACK_SECRET = "a-secret-that-signs-callbacks";

    private final PostgresExtension postgres;
    private Vertx vertx;
    private WebClient client;
    private HttpVerticle server;
    private Api api;
    private HttpCallbacks callbacks;

    ApiStage(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    private ProcessViews views(TaskwireConfig config) {
        VertxMeters meters = new VertxMeters(new SimpleMeterRegistry());
        Doctor doctor = new Doctor(vertx, config, Limits.DEFAULTS, Clock.systemUTC());
        return new ProcessViews(
                new SystemView(ProcessFacts.here(), config, meters, LogLevels.of(Optional.empty())),
                new Examination(doctor::examine, Clock.systemUTC()));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        vertx = Vertx.vertx();
        client = WebClient.wrap(vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(32)));
        TaskwireConfig config = postgres.config("TASKWIRE_API_TOKEN", TOKEN, "TASKWIRE_HTTP_RATE_PER_SECOND", "100000");
        Access access = new Access(vertx, config.http());
        InAppFeed feed = new InAppFeed(vertx, config.database().tablesSchema());
        api = new Api(access, config.http(), "notifications", views(config));
        api.open(vertx, config.database());
        callbacks = new HttpCallbacks(
                Optional.of(new CallbackAddress("https://tasks.example.com", new Secret(CALLBACK_SECRET))));
        server = new HttpVerticle(
                config.http(),
                List.of(
                        new HealthRoutes(new Readiness()),
                        new MetricsRoutes(() -> Future.succeededFuture("taskwire_queue_depth 0"), () -> ""),
                        new SendGridWebhook(config.mail().sendGrid().webhook(), new MailEvents(Duration.ofMinutes(5))),
                        callbacks,
                        new InAppStream(access, feed),
                        api));
        vertx.deployVerticle(server).await(10, TimeUnit.SECONDS);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        api.close().await(10, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** From now on callbacks are taken. */
    void openCallbacks(Pool pool) {
        callbacks.open(pool);
    }

    Vertx vertx() {
        return vertx;
    }

    int port() {
        return server.port();
    }

    /** A request with the token. */
    HttpRequest<Buffer> request(HttpMethod method, String path) {
        return client.request(method, server.port(), "127.0.0.1", path).bearerTokenAuthentication(TOKEN);
    }

    HttpResponse<Buffer> get(String path) throws Exception {
        return request(HttpMethod.GET, path).send().await(20, TimeUnit.SECONDS);
    }

    HttpResponse<Buffer> post(String path, String json) throws Exception {
        return post(path, json, request -> request);
    }

    HttpResponse<Buffer> post(String path, String json, Function<HttpRequest<Buffer>, HttpRequest<Buffer>> with)
            throws Exception {
        return with.apply(request(HttpMethod.POST, path).putHeader("Content-Type", "application/json"))
                .sendBuffer(Buffer.buffer(json))
                .await(20, TimeUnit.SECONDS);
    }

    static String detail(HttpResponse<Buffer> response) {
        JsonObject problem = response.bodyAsJsonObject();
        return problem.getString("detail");
    }
}
