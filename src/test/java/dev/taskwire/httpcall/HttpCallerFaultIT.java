package dev.taskwire.httpcall;

import static dev.taskwire.httpcall.CallStage.LONG;
import static dev.taskwire.httpcall.CallStage.SECRET;
import static dev.taskwire.httpcall.CallStage.config;
import static dev.taskwire.httpcall.CallStage.get;
import static dev.taskwire.httpcall.CallStage.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.httpcall.Answer.Answered;
import dev.taskwire.httpcall.Answer.Unanswered;
import dev.taskwire.httpcall.CallStage.Names;
import dev.taskwire.support.CertificateAuthority;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other ends that mean no good, or are not well. */
@ExtendWith(VertxExtension.class)
@SuppressWarnings("NullAway.Init")
class HttpCallerFaultIT {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final long GIGABYTE = 1L << 30;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    private Path folder;

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger openConnections = new AtomicInteger();

    private Vertx vertx;
    private NetServer server;
    private HttpCaller caller;
    private volatile Handler<NetSocket> behaviour = socket -> {};

    @BeforeEach
    void start(Vertx vertx) throws Exception {
        this.vertx = vertx;
        this.server = vertx.createNetServer()
                .connectHandler(socket -> {
                    connections.incrementAndGet();
                    openConnections.incrementAndGet();
                    socket.closeHandler(closed -> openConnections.decrementAndGet());
                    behaviour.handle(socket);
                })
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        this.caller = HttpCaller.create(vertx, config(10, "127.0.0.0/8"));
    }

    @AfterEach
    void stop() throws Exception {
        caller.close().await(10, TimeUnit.SECONDS);
        server.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void ofABodyWithoutEndOnlyTheBeginningIsReadAndTheConnectionIsClosed() throws Exception {
        AtomicLong sent = new AtomicLong();
        Buffer part = Buffer.buffer(new byte[64 * 1024]);
        behaviour = socket -> socket.handler(request -> {
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + GIGABYTE + "\r\n\r\n");
            socket.drainHandler(more -> pour(socket, part, sent));
            pour(socket, part, sent);
        });

        Answered answered = (Answered) call(get(url()));

        assertThat(answered.truncated()).isTrue();
        assertThat(answered.body()).hasSize(1000);
        await().until(() -> openConnections.get() == 0 && caller.connections() == 0);
        assertThat(sent.get()).isLessThan(GIGABYTE / 10);
    }

    @Test
    void aTrickleCostsTheTimeoutAndNoMore() throws Exception {
        behaviour = socket -> socket.handler(request -> {
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            vertx.setPeriodic(20, tick -> write(socket, "x"));
        });

        assertCosts(SHORT, get(url(), SHORT));
    }

    @Test
    void aTrickleOfHeadersCostsTheTimeoutAndNoMore() throws Exception {
        behaviour = socket -> {
            write(socket, "HTTP/1.1 200 OK\r\n");
            vertx.setPeriodic(20, tick -> write(socket, "X: y\r\n"));
        };

        assertCosts(SHORT, get(url(), SHORT));
    }

    @Test
    void whoNeverAnswersCostsTheTimeoutAndNoMore() throws Exception {
        assertCosts(SHORT, get(url(), SHORT));
    }

    @Test
    void whoNeverReadsTheRequestCostsTheTimeoutAndNoMore() throws Exception {
        behaviour = NetSocket::pause;
        HttpCall large = post(url(), Map.of(), "x".repeat(32 << 20));

        assertCosts(SHORT, CallStage.call(large.method(), large.url(), large.content(), SHORT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0000\u0001\u0002\r\n\r\n",
                "220 mail.example.com ESMTP\r\n",
                "HTTP/1.1 two\r\n\r\n",
                "HTTP/1.1 99999 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
                "HTTP/1.1 200 OK\r\nX: y",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
            })
    void nonsenseAndWhatBreaksOffIsNoAnswer(String said) throws Exception {
        behaviour = socket -> socket.handler(request -> {
            write(socket, said);
            socket.close().onFailure(HttpCallerFaultIT::ignore);
        });

        Answer answer = call(get(url()));

        assertThat(answer).isInstanceOf(Unanswered.class);
        assertThat(((Unanswered) answer).permanent()).isFalse();
        assertThat(((Unanswered) answer).reason()).isNotBlank();
        await().until(() -> caller.connections() == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000})
    void headersWithoutEndAreNoAnswer(int headers) throws Exception {
        String header = headers == 1 ? "X: " + "y".repeat(1 << 20) + "\r\n" : "X: y\r\n".repeat(headers);
        behaviour = socket ->
                socket.handler(request -> write(socket, "HTTP/1.1 200 OK\r\n" + header + "Content-Length: 0\r\n\r\n"));

        assertThat(call(get(url()))).isInstanceOf(Unanswered.class);
        await().until(() -> openConnections.get() == 0);
    }

    @Test
    void whatNonsenseRepeatsOfASecretIsStruckOut() throws Exception {
        behaviour = socket -> socket.handler(request -> write(socket, "HTTP/1.1 " + SECRET + "\r\n\r\n"));

        Unanswered answer = (Unanswered) call(post(url(), Map.of("Authorization", "{{secret token}}"), "{}"));

        assertThat(answer.reason()).doesNotContain(SECRET);
    }

    @Test
    void aServerThatIsNotThereMayBeThereLater() throws Exception {
        server.close().await(10, TimeUnit.SECONDS);

        Unanswered answer = (Unanswered) call(get(url()));

        assertThat(answer.permanent()).isFalse();
        assertThat(answer.reason()).contains("no connection");
    }

    @Test
    void aNameThatDoesNotExistMayExistLater() throws Exception {
        Unanswered answer = (Unanswered) call(get("http://no-such-host.invalid/"));

        assertThat(answer.permanent()).isFalse();
    }

    @Test
    void aNameIsAskedForOnceAndItsCheckedAddressIsConnectedTo() throws Exception {
        behaviour = HttpCallerFaultIT::answerOk;
        Names names = new Names(List.of("127.0.0.1"), List.of("10.0.0.1"));
        HttpCaller rebound = HttpCaller.create(vertx, config(1, "127.0.0.1"), names, CallConnections.options());
        String url = "http://rebinding.example:" + server.actualPort() + "/";

        Answer first = rebound.call(get(url)).await(20, TimeUnit.SECONDS);
        int askedForTheFirst = names.asked();
        Answer second = rebound.call(get(url)).await(20, TimeUnit.SECONDS);

        assertThat(first).isInstanceOf(Answered.class);
        assertThat(askedForTheFirst).isEqualTo(1);
        assertThat(second)
                .isInstanceOfSatisfying(
                        Unanswered.class,
                        refused -> assertThat(refused.permanent()).isTrue());
        assertThat(connections).hasValue(1);
        rebound.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aNameWithOneAddressThatIsRefusedIsRefused() throws Exception {
        Names names = new Names(List.of("127.0.0.1", "10.0.0.1"));
        HttpCaller mixed = HttpCaller.create(vertx, config(1, "127.0.0.1"), names, CallConnections.options());

        Answer answer = mixed.call(get("http://mixed.example:" + server.actualPort() + "/"))
                .await(20, TimeUnit.SECONDS);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Unanswered.class,
                        refused -> assertThat(refused.reason()).contains("10.0.0.1", "private", "http_calls.allow"));
        assertThat(connections).hasValue(0);
        mixed.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void whereOneAddressTakesNoConnectionTheNextIsTried() throws Exception {
        behaviour = HttpCallerFaultIT::answerOk;
        Names names = new Names(List.of("127.0.0.2", "127.0.0.1"));
        HttpCaller two = HttpCaller.create(vertx, config(1, "127.0.0.0/8"), names, CallConnections.options());

        Answer answer =
                two.call(get("http://two.example:" + server.actualPort() + "/")).await(20, TimeUnit.SECONDS);

        assertThat(answer).isInstanceOf(Answered.class);
        two.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void thisMachineByItsNameIsReachedAtWhicheverAddressIsAllowed() throws Exception {
        behaviour = HttpCallerFaultIT::answerOk;
        Names names = new Names(List.of("::1", "127.0.0.1"));
        HttpCaller local = HttpCaller.create(vertx, config(1, "127.0.0.1"), names, CallConnections.options());

        Answer answer =
                local.call(get("http://localhost:" + server.actualPort() + "/")).await(20, TimeUnit.SECONDS);

        assertThat(answer).isInstanceOf(Answered.class);
        local.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aCertificateMustBeForTheHostOfTheUrl() throws Exception {
        CertificateAuthority authority = new CertificateAuthority(folder, "authority");
        authority.issue("server", "SAN=dns:right.example,ip:127.0.0.1");
        String[] seen = new String[2];
        HttpServer https = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setSni(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertValue(Buffer.buffer(authority.certificate("server")))
                                .setKeyValue(Buffer.buffer(authority.key("server")))))
                .requestHandler(request -> {
                    seen[0] = request.connection().indicatedServerName();
                    seen[1] = request.getHeader("Host");
                    request.response().end("ok").onFailure(HttpCallerFaultIT::ignore);
                })
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        HttpClientOptions trusting = CallConnections.options()
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(authority.file().toString()));
        HttpCaller secure =
                HttpCaller.create(vertx, config(10, "127.0.0.1"), new Names(List.of("127.0.0.1")), trusting);

        assertThat(secure.call(get("https://right.example:" + https.actualPort() + "/"))
                        .await(20, TimeUnit.SECONDS))
                .isInstanceOf(Answered.class);
        assertThat(seen).containsExactly("right.example", "right.example:" + https.actualPort());
        assertThat(secure.call(get("https://127.0.0.1:" + https.actualPort() + "/"))
                        .await(20, TimeUnit.SECONDS))
                .isInstanceOf(Answered.class);
        assertThat(secure.call(get("https://wrong.example:" + https.actualPort() + "/"))
                        .await(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(Unanswered.class, wrong -> {
                    assertThat(wrong.permanent()).isFalse();
                    assertThat(wrong.reason()).startsWith("TLS failed");
                });
        assertThat(caller.call(get("https://127.0.0.1:" + https.actualPort() + "/"))
                        .await(20, TimeUnit.SECONDS))
                .isInstanceOf(Unanswered.class);
        secure.close().await(10, TimeUnit.SECONDS);
        https.close().await(10, TimeUnit.SECONDS);
    }

    private void assertCosts(Duration timeout, HttpCall call) throws Exception {
        long begun = System.nanoTime();

        Answer answer = call(call);

        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Unanswered.class, late -> assertThat(late.permanent()).isFalse());
        assertThat(taken).isBetween(timeout.minusMillis(10), timeout.plusSeconds(2));
        await().until(() -> caller.connections() == 0);
    }

    private Answer call(HttpCall call) throws Exception {
        return caller.call(call).await(LONG.toSeconds() + 10, TimeUnit.SECONDS);
    }

    private String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/";
    }

    private static void answerOk(NetSocket socket) {
        socket.handler(request -> write(socket, OK));
    }

    private static void pour(NetSocket socket, Buffer part, AtomicLong sent) {
        while (!socket.writeQueueFull() && sent.get() < GIGABYTE) {
            sent.addAndGet(part.length());
            socket.write(part).onFailure(HttpCallerFaultIT::ignore);
        }
    }

    private static void write(NetSocket socket, String text) {
        socket.write(Buffer.buffer(text.getBytes(StandardCharsets.ISO_8859_1))).onFailure(HttpCallerFaultIT::ignore);
    }

    private static void ignore(Throwable gone) {}
}
