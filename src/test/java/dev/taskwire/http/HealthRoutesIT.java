package dev.taskwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class HealthRoutesIT {
    private final Readiness readiness = new Readiness();
    private final HttpVerticle verticle =
            new HttpVerticle(Guarded.config(Map.of()), List.of(new HealthRoutes(readiness)));
    private WebClient client = WebClient.create(Vertx.vertx());

    @BeforeEach
    void serve(Vertx vertx) {
        assertThat(complete(vertx.deployVerticle(verticle))).isNotEmpty();
        client = WebClient.create(vertx);
    }

    @Test
    void whatIsOnlyNotedDoesNotMakeTheProcessUnready() {
        readiness.require("database", Future::succeededFuture);
        readiness.note("mail", () -> Future.failedFuture("SendGrid answered 401"));

        HttpResponse<Buffer> answer = call(HttpMethod.GET, "/readyz");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsJsonObject()
                        .getJsonArray("checks")
                        .getJsonObject(1)
                        .getMap())
                .isEqualTo(Map.of("name", "mail", "status", "DEGRADED", "reason", "SendGrid answered 401"));
    }

    @Test
    void livesWhateverIsNotReady() {
        readiness.require("database", () -> Future.failedFuture("away"));

        HttpResponse<Buffer> answer = call(HttpMethod.GET, "/livez");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsJsonObject().getString("status")).isEqualTo("UP");
    }

    @Test
    void isReadyWhenEveryCheckIsWell() {
        readiness.require("database", Future::succeededFuture);

        assertThat(call(HttpMethod.GET, "/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void namesWhatIsNotReadyAndWhy() {
        readiness.require("database", () -> Future.failedFuture("not reached yet"));
        readiness.require("templates", Future::succeededFuture);

        HttpResponse<Buffer> answer = call(HttpMethod.GET, "/readyz");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.bodyAsJsonObject().getJsonArray("checks"))
                .contains(new JsonObject()
                        .put("name", "database")
                        .put("status", "DOWN")
                        .put("reason", "not reached yet"))
                .contains(new JsonObject().put("name", "templates").put("status", "UP"));
    }

    @Test
    void aCheckThatHangsOrThrowsCountsAsNotReady() {
        readiness.require("hung", () -> Promise.<Void>promise().future());
        readiness.require("thrown", () -> {
            throw new IllegalStateException("a bug");
        });

        assertThat(call(HttpMethod.GET, "/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void answersHeadWithoutABody() {
        HttpResponse<Buffer> answer = call(HttpMethod.HEAD, "/readyz");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isNull();
    }

    private HttpResponse<Buffer> call(HttpMethod method, String path) {
        return complete(
                client.request(method, verticle.port(), "127.0.0.1", path).send());
    }

    private static <T> T complete(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
