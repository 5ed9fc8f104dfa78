package dev.taskwire.doctor;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An installation, and a server in SendGrid's place that says what its key may do. */
final class DoctorStage {
    static final String GOOD = "{\"scopes\": [\"mail.send\", \"alerts.read\"]}";

    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(20), Duration.ofMillis(1500), Duration.ofSeconds(1), 100, 10);

    private final PostgresExtension postgres;
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer sendGrid;
    private volatile int status = 200;
    private volatile String scopes = GOOD;

    DoctorStage(PostgresExtension postgres) throws Exception {
        this.postgres = postgres;
        this.sendGrid = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .setStatusCode(request.path().equals("/v3/scopes") ? status : 404)
                        .end(scopes)
                        .onFailure(Throwable::printStackTrace))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    Vertx vertx() {
        return vertx;
    }

    void sendGridSays(int status, String scopes) {
        this.status = status;
        this.scopes = scopes;
    }

    /** @param environment pairs of variable and value, beside those of an installation that is well */
    TaskwireConfig config(String... environment) {
        List<String> all = new ArrayList<>(List.of(
                "SENDGRID_API_KEY", "SG.key", "SENDGRID_BASE_URL", "http://127.0.0.1:" + sendGrid.actualPort()));
        all.addAll(List.of(environment));
        return postgres.config(all.toArray(String[]::new));
    }

    List<Diagnosis> examine(String... environment) throws Exception {
        return examine(config(environment), Clock.systemUTC());
    }

    List<Diagnosis> examine(TaskwireConfig config, Clock clock) throws Exception {
        return new Doctor(vertx, config, LIMITS, clock).examine().await(60, TimeUnit.SECONDS);
    }

    static Diagnosis about(String check, List<Diagnosis> found) {
        return found.stream()
                .filter(one -> one.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    /** The checks with a warning or a problem. What the server of the tests is by choice, no durable one, is none. */
    static List<String> troubled(List<Diagnosis> found) {
        return found.stream()
                .filter(one -> one.verdict().compareTo(Verdict.WARNING) >= 0)
                .map(Diagnosis::check)
                .filter(check -> !check.equals("durability"))
                .sorted()
                .toList();
    }

    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }
}
