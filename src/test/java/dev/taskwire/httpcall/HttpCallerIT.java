package dev.taskwire.httpcall;

import static dev.taskwire.httpcall.CallStage.LONG;
import static dev.taskwire.httpcall.CallStage.SECRET;
import static dev.taskwire.httpcall.CallStage.SIGNING;
import static dev.taskwire.httpcall.CallStage.call;
import static dev.taskwire.httpcall.CallStage.config;
import static dev.taskwire.httpcall.CallStage.get;
import static dev.taskwire.httpcall.CallStage.post;
import static dev.taskwire.httpcall.CallStage.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.taskwire.httpcall.Answer.Answered;
import dev.taskwire.httpcall.Answer.Unanswered;
import dev.taskwire.httpcall.HttpCall.Content;
import dev.taskwire.httpcall.HttpCall.Extras;
import dev.taskwire.httpcall.HttpCall.Method;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to a server that speaks HTTP, and what is made of its answers. */
@ExtendWith(VertxExtension.class)
@SuppressWarnings("NullAway.Init")
class HttpCallerIT {
    private static final int MANY = 5000;

    private final AtomicInteger connections = new AtomicInteger();

    private Vertx vertx;
    private HttpServer server;
    private HttpCaller caller;
    private volatile Handler<HttpServerRequest> answer = HttpCallerIT::echo;

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        this.server = vertx.createHttpServer()
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(request -> answer.handle(request))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        this.caller = HttpCaller.create(vertx, config(100, "127.0.0.0/8"));
    }

    @AfterEach
    void stop() throws Exception {
        caller.close().await(10, TimeUnit.SECONDS);
        server.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void eachMethodArrivesWithItsPathAndBody(Method method) throws Exception {
        HttpCall call = call(
                method,
                url("/a/b?c=d"),
                new Content(
                        Map.of(), method == Method.GET ? Optional.empty() : Optional.of(Buffer.buffer("{\"e\":1}"))),
                LONG);

        JsonObject got = new JsonObject(answered(call).body());

        assertThat(got.getString("method")).isEqualTo(method.name());
        assertThat(got.getString("uri")).isEqualTo("/a/b?c=d");
        assertThat(got.getString("body")).isEqualTo(method == Method.GET ? "" : "{\"e\":1}");
    }

    @Test
    void theUsersHeadersGoAlongWithThoseThatSayWhichJobItIs() throws Exception {
        HttpCall call = with(
                post(url("/"), Map.of("X-Mine", "one", "Accept", "text/plain"), "{}"),
                new Extras(
                        Optional.empty(),
                        Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
                        Optional.of("https://tasks.example.com/callback/1")));

        JsonObject headers = new JsonObject(answered(call).body()).getJsonObject("headers");

        assertThat(headers.getMap())
                .containsEntry("x-mine", "one")
                .containsEntry("accept", "text/plain")
                .containsEntry("content-type", "application/json")
                .containsEntry("host", "127.0.0.1:" + server.actualPort())
                .containsEntry("idempotency-key", "key-of-42")
                .containsEntry("taskwire-job", "42")
                .containsEntry("taskwire-attempt", "3")
                .containsEntry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .containsEntry("taskwire-callback-url", "https://tasks.example.com/callback/1")
                .doesNotContainKeys("webhook-signature", "accept-encoding", "connection");
        assertThat(headers.getString("user-agent")).matches("taskwire/\\S+");
    }

    @ParameterizedTest
    @EnumSource(value = Method.class, names = "GET", mode = EnumSource.Mode.EXCLUDE)
    void aCallWithoutABodySaysThatThereIsNone(Method method) throws Exception {
        HttpCall call = call(method, url("/"), new Content(Map.of(), Optional.empty()), LONG);

        JsonObject headers = new JsonObject(answered(call).body()).getJsonObject("headers");

        assertThat(headers.getMap()).doesNotContainKeys("content-type", "transfer-encoding");
        assertThat(headers.getString("content-length")).isEqualTo(method == Method.DELETE ? null : "0");
    }

    @Test
    void anAddressOfVersion6IsConnectedToAndNamedInBrackets() throws Exception {
        Future<HttpServer> listening =
                vertx.createHttpServer().requestHandler(HttpCallerIT::echo).listen(0, "::1");
        boolean hasVersion6 = await(listening.map(true).otherwise(false));
        assumeThat(hasVersion6).isTrue();
        HttpServer other = await(listening);
        HttpCaller local = HttpCaller.create(vertx, config(1, "::1"));

        Answer answer = await(local.call(get("http://[::1]:" + other.actualPort() + "/")));

        assertThat(new JsonObject(((Answered) answer).body())
                        .getJsonObject("headers")
                        .getString("host"))
                .isEqualTo("[::1]:" + other.actualPort());
        local.close().await(10, TimeUnit.SECONDS);
        other.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aContentTypeOfTheUsersStays() throws Exception {
        JsonObject headers = new JsonObject(answered(post(url("/"), Map.of("content-type", "text/csv"), "a,b"))
                        .body())
                .getJsonObject("headers");

        assertThat(headers.getString("content-type")).isEqualTo("text/csv");
    }

    @Test
    void aSignatureIsThatOfTheSecretOverIdTimeAndBody() throws Exception {
        HttpCall call = with(
                post(url("/"), Map.of(), "{\"name\": \"J\u00fcrgen\"}"),
                new Extras(Optional.of("signing"), Optional.empty(), Optional.empty()));

        JsonObject headers = new JsonObject(answered(call).body()).getJsonObject("headers");

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(SIGNING.substring(6)), "HmacSHA256"));
        String signed = "key-of-42." + headers.getString("webhook-timestamp") + ".{\"name\": \"J\u00fcrgen\"}";
        assertThat(headers.getString("webhook-id")).isEqualTo("key-of-42");
        assertThat(headers.getString("webhook-signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        assertThat(Instant.ofEpochSecond(Long.parseLong(headers.getString("webhook-timestamp"))))
                .isBetween(Instant.now().minusSeconds(30), Instant.now().plusSeconds(1));
    }

    @Test
    void secretsAreSentAndStruckOutWhereAnAnswerRepeatsThem() throws Exception {
        String[] sent = new String[1];
        answer = request -> {
            sent[0] = request.getHeader("Authorization");
            String encoded = Base64.getEncoder().encodeToString(("user:" + SECRET).getBytes(StandardCharsets.UTF_8));
            end(request.response().putHeader("X-Echo", sent[0]), sent[0] + " or " + encoded + ".");
        };

        Answered answered = answered(post(url("/"), Map.of("Authorization", "Bearer {{secret TOKEN}}"), "{}"));

        assertThat(sent[0]).isEqualTo("Bearer " + SECRET);
        assertThat(answered.headers()).containsEntry("x-echo", "Bearer ***");
        assertThat(answered.body()).startsWith("Bearer *** or ").contains("***").doesNotContain("NlY3JldC10aGF0");
    }

    @ParameterizedTest
    @CsvSource({
        "Host, other",
        "content-length, 1",
        "Transfer-Encoding, chunked",
        "Connection, close",
        "Idempotency-Key, mine",
        "taskwire-job, 1",
        "webhook-signature, v1",
        "Expect, 100-continue",
        "X, {{secret unknown}}",
        "X, {{secret}}",
        "X, '{{secret a b}}'",
        "X, 'a\r\nHost: b'",
        "X, \u20ac",
        "'X Y', a",
        "'', a",
    })
    void aHeaderThatCannotBeSentEndsTheCallForGood(String name, String value) throws Exception {
        Unanswered refused = unanswered(post(url("/"), Map.of(name, value), "{}"));

        assertThat(refused.permanent()).isTrue();
        assertThat(connections).hasValue(0);
    }

    @Test
    void anAnswerIsTextThatCanBeStored() throws Exception {
        answer = request -> request.response()
                .setStatusCode(418)
                .putHeader("Set-Cookie", (Iterable<String>) List.of("a=1", "b=2"))
                .putHeader("X-Long", "x".repeat(5000))
                .end(Buffer.buffer(new byte[] {'a', 0, (byte) 0xff, 'b'}))
                .onFailure(HttpCallerIT::ignore);

        Answered answered = answered(get(url("/")));

        assertThat(answered.status()).isEqualTo(418);
        assertThat(answered.body()).isEqualTo("a\ufffd\ufffdb");
        assertThat(answered.truncated()).isFalse();
        assertThat(answered.headers()).containsEntry("set-cookie", "a=1, b=2");
        assertThat(answered.headers().get("x-long")).hasSize(1000);
    }

    @ParameterizedTest
    @CsvSource({"999, 999, false", "1000, 1000, false", "1001, 1000, true"})
    void noMoreOfABodyIsKeptThanIsWanted(int sent, int kept, boolean truncated) throws Exception {
        answer = request -> end(request.response(), "x".repeat(sent));

        Answered answered = answered(get(url("/")));

        assertThat(answered.body()).hasSize(kept);
        assertThat(answered.truncated()).isEqualTo(truncated);
    }

    @Test
    void aCharacterIsNotCutInTwo() throws Exception {
        answer = request -> end(request.response(), "x".repeat(999) + "\u20ac");

        assertThat(answered(get(url("/"))).body()).isEqualTo("x".repeat(999));
    }

    @Test
    void aRedirectIsAnAnswerAndIsNotFollowed() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        answer = request -> {
            requests.incrementAndGet();
            end(request.response().setStatusCode(302).putHeader("Location", url("/elsewhere")), "");
        };

        Answered answered = answered(get(url("/")));

        assertThat(answered.status()).isEqualTo(302);
        assertThat(answered.headers()).containsEntry("location", url("/elsewhere"));
        assertThat(requests).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "3600, 3600", "999999, 3600", "-1, -1", "soon, -1"})
    void whatIsAskedForInSecondsIsHeard(String value, long seconds) throws Exception {
        answer = request -> end(request.response().setStatusCode(429).putHeader("Retry-After", value), "");

        assertThat(answered(get(url("/"))).retryAfter())
                .isEqualTo(seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds)));
    }

    @Test
    void whatIsAskedForAsADateIsHeard() throws Exception {
        assertThat(retryAfter(Instant.now().plusSeconds(600)))
                .isBetween(Duration.ofSeconds(500), Duration.ofSeconds(600));
        assertThat(retryAfter(Instant.now().plusSeconds(86_400))).isEqualTo(Duration.ofHours(1));
        assertThat(retryAfter(Instant.now().minusSeconds(600))).isEqualTo(Duration.ZERO);
    }

    @Test
    void callsToOneServerShareConnections() throws Exception {
        answer = request -> end(request.response(), "ok");
        assertThat(await(all(MANY))).hasSize(MANY);
        long begun = System.nanoTime();

        List<Answer> answers = await(all(MANY));

        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf("HttpCallerIT: %.0f calls a second%n", MANY / seconds);
        assertThat(answers).allMatch(one -> one instanceof Answered ok && ok.status() == 200);
        assertThat(connections.get()).isLessThanOrEqualTo(100);
    }

    @Test
    void whoDoesNotGetHisTurnInTimeIsToldSo() throws Exception {
        answer = request -> {};
        HttpCaller narrow = HttpCaller.create(vertx, config(1, "127.0.0.1"));
        Future<Answer> first = narrow.call(get(url("/"), Duration.ofSeconds(1)));

        Answer second = await(narrow.call(get(url("/"), Duration.ofMillis(200))));

        assertThat(second).isInstanceOfSatisfying(Unanswered.class, late -> {
            assertThat(late.permanent()).isFalse();
            assertThat(late.reason()).contains("http_calls.connections");
        });
        answer = request -> end(request.response(), "ok");
        assertThat(await(first)).isInstanceOf(Unanswered.class);
        assertThat(await(narrow.call(get(url("/"))))).isInstanceOf(Answered.class);
        narrow.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.1:%d/", "http://127.0.0.1:%d/", "http://localhost:%d/", "http://[::1]:%d/"})
    void whatIsPrivateIsRefusedBeforeAnythingIsConnectedTo(String url) throws Exception {
        HttpCaller strict = HttpCaller.create(vertx, config(10));

        Answer refused = await(strict.call(get(String.format(url, server.actualPort()))));

        assertThat(refused)
                .isInstanceOfSatisfying(
                        Unanswered.class,
                        answer -> assertThat(answer.permanent()).isTrue());
        assertThat(connections).hasValue(0);
        strict.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void afterItsEndEveryCallIsUnanswered() throws Exception {
        answer = request -> {};
        Future<Answer> underWay = caller.call(get(url("/")));

        caller.close().await(10, TimeUnit.SECONDS);

        assertThat(await(underWay)).isInstanceOf(Unanswered.class);
        assertThat(unanswered(get(url("/"))).permanent()).isFalse();
    }

    private Duration retryAfter(Instant when) throws Exception {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(when.atOffset(ZoneOffset.UTC));
        answer = request -> end(request.response().setStatusCode(503).putHeader("Retry-After", date), "");
        return answered(get(url("/"))).retryAfter().orElseThrow();
    }

    private Future<List<Answer>> all(int count) {
        List<Future<Answer>> calls = new ArrayList<>();
        for (int call = 0; call < count; call++) {
            calls.add(caller.call(post(url("/"), Map.of(), "{}")));
        }
        return Future.all(calls).map(done -> done.list());
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    private Answered answered(HttpCall call) throws Exception {
        Answer answer = await(caller.call(call));
        assertThat(answer).isInstanceOf(Answered.class);
        return (Answered) answer;
    }

    private Unanswered unanswered(HttpCall call) throws Exception {
        Answer answer = await(caller.call(call));
        assertThat(answer).isInstanceOf(Unanswered.class);
        return (Unanswered) answer;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(30, TimeUnit.SECONDS);
    }

    private static void echo(HttpServerRequest request) {
        request.body()
                .map(body -> new JsonObject()
                        .put("method", request.method().name())
                        .put("uri", request.uri())
                        .put("headers", headers(request.headers()))
                        .put("body", body.toString()))
                .compose(seen -> request.response().end(seen.encode()))
                .onFailure(HttpCallerIT::ignore);
    }

    private static JsonObject headers(MultiMap headers) {
        JsonObject json = new JsonObject();
        headers.forEach((name, value) -> json.put(name.toLowerCase(Locale.ROOT), value));
        return json;
    }

    private static void end(HttpServerResponse response, String body) {
        response.end(body).onFailure(HttpCallerIT::ignore);
    }

    private static void ignore(Throwable gone) {}
}
