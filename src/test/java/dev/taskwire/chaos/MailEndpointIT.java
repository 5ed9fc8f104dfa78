package dev.taskwire.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.chaos.MailEndpoint.Accepted;
import dev.taskwire.chaos.MailEndpoint.Answer;
import dev.taskwire.chaos.MailScript.Named;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the other tests rely on: the endpoint's answers are SendGrid's. */
@ExtendWith(VertxExtension.class)
final class MailEndpointIT {
    private final HttpClient client = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init")
    private MailEndpoint endpoint;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        endpoint = MailEndpoint.open(vertx);
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void everyPersonalizationIsAMail() throws Exception {
        JsonObject own = body("grace");
        own.getJsonArray("personalizations").getJsonObject(0).put("subject", "Own");
        JsonObject template = body("alan").put("template_id", "d-1");
        template.remove("subject");
        template.remove("content");
        JsonObject filled = template.copy();
        filled.getJsonArray("personalizations")
                .getJsonObject(0)
                .put("dynamic_template_data", new JsonObject().put("subject", "Filled"));

        assertThat(post(body("ada", "bob")).statusCode()).isEqualTo(202);
        assertThat(post(own).statusCode()).isEqualTo(202);
        assertThat(post(template).statusCode()).isEqualTo(202);
        assertThat(post(filled).statusCode()).isEqualTo(202);

        assertThat(endpoint.accepted())
                .containsExactly(
                        new Accepted("SG.key", "event of ada", "Hello", "ada@example.com"),
                        new Accepted("SG.key", "event of bob", "Hello", "bob@example.com"),
                        new Accepted("SG.key", "event of grace", "Own", "grace@example.com"),
                        new Accepted("SG.key", "event of alan", "", "alan@example.com"),
                        new Accepted("SG.key", "event of alan", "Filled", "alan@example.com"));
        assertThat(endpoint.duplicates()).containsOnlyKeys("event of alan");
    }

    @Test
    void badAddressesFailTheirRequestAndAreNamed() throws Exception {
        endpoint.script().refusesAddresses(address -> address.startsWith("bad"), Named.ALL);
        assertThat(fields(post(body("ada", "bad1", "grace", "bad2"))))
                .isEqualTo("[personalizations.1.to.0.email, personalizations.3.to.0.email]");

        endpoint.script().refusesAddresses(address -> address.startsWith("bad"), Named.FIRST);
        assertThat(fields(post(body("ada", "bad1", "grace", "bad2")))).isEqualTo("[personalizations.1.to.0.email]");

        endpoint.script().refusesAddresses(address -> address.startsWith("bad"), Named.NONE);
        assertThat(fields(post(body("ada", "bad1", "grace", "bad2")))).isEqualTo("[null]");
        assertThat(endpoint.accepted()).isEmpty();
        assertThat(post(body("ada", "grace")).statusCode()).isEqualTo(202);
    }

    @Test
    void moreMailsThanItTakesAreTooLarge() throws Exception {
        endpoint.script().takesAtMost(2);

        assertThat(post(body("ada", "grace", "alan")).statusCode()).isEqualTo(413);
        assertThat(post(body("ada", "grace")).statusCode()).isEqualTo(202);
        assertThat(endpoint.addresses()).containsExactlyInAnyOrder("ada@example.com", "grace@example.com");
    }

    @Test
    void refusalsOfTheSenderSayWhenToComeAgain() throws Exception {
        endpoint.script().asksToWait(Duration.ofSeconds(7));
        endpoint.answers(request -> switch (request) {
            case 1 -> Answer.TOO_MANY;
            case 2 -> Answer.TOO_MANY_UNTIL;
            default -> Answer.UNAUTHORIZED;
        });

        HttpResponse<String> after = post(body("ada"));
        HttpResponse<String> until = post(body("ada"));

        assertThat(after.statusCode()).isEqualTo(429);
        assertThat(after.headers().firstValue("Retry-After")).contains("7");
        assertThat(until.statusCode()).isEqualTo(429);
        assertThat(until.headers().firstValueAsLong("X-RateLimit-Reset").orElseThrow())
                .isBetween(
                        Instant.now().getEpochSecond(),
                        Instant.now().plusSeconds(8).getEpochSecond());
        assertThat(post(body("ada")).statusCode()).isEqualTo(401);
        assertThat(endpoint.accepted()).isEmpty();
    }

    @Test
    void oneThatIsAwayAnswersWhatHasBegunAndTakesNothingUntilItIsBack() throws Exception {
        endpoint.answersAfter(Duration.ofMillis(300));
        CompletableFuture<HttpResponse<String>> begun = client.sendAsync(request(body("ada")), BodyHandlers.ofString());
        await().until(() -> endpoint.accepted().size() == 1);

        endpoint.goAway();
        assertThat(begun.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        assertThatThrownBy(() -> post(body("grace"))).isInstanceOf(IOException.class);

        endpoint.comeBack();
        assertThat(post(body("grace")).statusCode()).isEqualTo(202);
        assertThat(endpoint.addresses()).hasSize(2);
    }

    private HttpResponse<String> post(JsonObject body) throws IOException, InterruptedException {
        return client.send(request(body), BodyHandlers.ofString());
    }

    private HttpRequest request(JsonObject body) {
        return HttpRequest.newBuilder(URI.create(endpoint.url() + "/v3/mail/send"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer SG.key")
                .POST(BodyPublishers.ofString(body.encode()))
                .build();
    }

    private static String fields(HttpResponse<String> refusal) {
        assertThat(refusal.statusCode()).isEqualTo(400);
        return new JsonObject(refusal.body())
                .getJsonArray("errors").stream()
                        .map(error -> ((JsonObject) error).getString("field"))
                        .toList()
                        .toString();
    }

    private static JsonObject body(String... recipients) {
        JsonArray personalizations = new JsonArray();
        for (String name : recipients) {
            personalizations.add(new JsonObject()
                    .put("to", new JsonArray().add(new JsonObject().put("email", name + "@example.com")))
                    .put("custom_args", new JsonObject().put("event_id", "event of " + name)));
        }
        return new JsonObject()
                .put("personalizations", personalizations)
                .put("from", new JsonObject().put("email", "taskwire@example.com"))
                .put("subject", "Hello")
                .put(
                        "content",
                        new JsonArray()
                                .add(new JsonObject().put("type", "text/plain").put("value", "words")));
    }
}
