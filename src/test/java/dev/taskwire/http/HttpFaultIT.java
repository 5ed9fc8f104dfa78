package dev.taskwire.http;

import static dev.taskwire.http.RawHttp.ask;
import static dev.taskwire.http.RawHttp.call;
import static dev.taskwire.http.RawHttp.connect;
import static dev.taskwire.http.RawHttp.untilItEnds;
import static dev.taskwire.http.RawHttp.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.http.RawHttp.Answer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that are malformed, slow, half gone or too many. */
@SuppressWarnings("NullAway.Init")
final class HttpFaultIT {
    private static final Map<String, Object> LIMITS = Map.of(
            "limits",
            Map.of("connections", 40, "head_within", "1s", "body_within", "1s", "idle", "2s", "header_bytes", 4096));

    private static Door door;

    @BeforeAll
    static void open() throws Exception {
        door = Door.open(LIMITS);
    }

    @AfterAll
    static void close() throws Exception {
        door.close();
    }

    @Test
    void everyAnswerSaysWhatIsWrongInOneFormAndNotWhoAnswers() throws IOException {
        assertProblem(call(door.port(), "GET /nothing"), 404);
        assertProblem(call(door.port(), "DELETE /read"), 405);
        assertProblem(call(door.port(), "GET /broken"), 500);
        assertProblem(call(door.port(), "GET /" + "a".repeat(5000)), 414);
        assertProblem(call(door.port(), "GET /read", "X-Long: " + "a".repeat(9000)), 431);
        assertProblem(ask(door.port(), "GET /read HTTP/1.1\r\nConnection: close\r\n\r\n"), 400);
        assertProblem(call(door.port(), "GET /read", "Host: localhost", "Host: localhost"), 400);
        assertProblem(ask(door.port(), "nonsense\r\n\r\n"), 400);
        assertProblem(call(door.port(), "GET /%zz"), 400);
    }

    @Test
    void whatCouldBeReadInTwoWaysIsReadInNone() throws IOException {
        String smuggled = "GET /read HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String chunks = "0\r\n\r\n";
        List<List<String>> attempts = List.of(
                List.of("Content-Length: 6\r\nTransfer-Encoding: chunked", chunks + smuggled),
                List.of("Transfer-Encoding: chunked\r\nContent-Length: 6", chunks + smuggled),
                List.of("Content-Length: 5\r\nContent-Length: 0", "hello" + smuggled),
                List.of("Content-Length: 5, 0", "hello" + smuggled),
                List.of("Content-Length: +5", "hello" + smuggled),
                List.of("Content-Length: 5a", "hello" + smuggled),
                List.of("Content-Length: 0x5", "hello" + smuggled),
                List.of("Content-Length: -1", smuggled),
                List.of("Content-Length : 5", "hello" + smuggled),
                List.of("Transfer-Encoding: xchunked", chunks + smuggled),
                List.of("Transfer-Encoding: chunked, identity", chunks + smuggled),
                List.of("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked, cow", chunks + smuggled),
                List.of("Transfer-Encoding : chunked", chunks + smuggled),
                List.of("Transfer-Encoding:\u000bchunked", chunks + smuggled),
                List.of("Transfer-Encoding: \"chunked\"", chunks + smuggled),
                List.of("X: y\nTransfer-Encoding: chunked", chunks + smuggled),
                List.of("X: y\n\r\n", smuggled),
                List.of("X: y\rContent-Length: 5", "hello" + smuggled),
                List.of(" Transfer-Encoding: chunked\r\nContent-Length: 5", "hello" + smuggled),
                List.of("Transfer-Encoding: chunked", "zz\r\nhello\r\n" + chunks + smuggled),
                List.of("Transfer-Encoding: chunked", "5\nhello\n0\n\n" + smuggled),
                List.of("Transfer-Encoding: chunked", "5;\nx\r\nhello\r\n" + chunks + smuggled),
                List.of("Transfer-Encoding: chunked", "5\r\nhelloXX" + chunks + smuggled),
                List.of("Transfer-Encoding: chunked", "ffffffffffffffff\r\n" + smuggled));
        for (List<String> attempt : attempts) {
            int before = door.bodies();
            Answer answer = ask(
                    door.port(),
                    "POST /body HTTP/1.1\r\nHost: localhost\r\n" + attempt.get(0) + "\r\n\r\n" + attempt.get(1));

            assertThat(answer.text())
                    .as(attempt.toString())
                    .doesNotContain("this machine")
                    .doesNotContain(" 200 ");
            assertThat(answer.answers()).as(attempt.toString()).isLessThanOrEqualTo(1);
            assertThat(door.bodies()).as(attempt.toString()).isEqualTo(before);
        }
        assertThat(ask(
                                door.port(),
                                "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
                                        + "GET /read HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .answers())
                .as("two requests that are plain")
                .isEqualTo(2);
    }

    @Test
    void whoTricklesIsLetGoAndOthersAreAnswered() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Socket socket = connect(door.port());
            write(socket, "GET /read HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            slow.add(socket);
        }
        Instant begun = Instant.now();
        await().pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(8))
                .until(() -> {
                    assertThat(call(door.port(), "GET /read").status()).isEqualTo(200);
                    slow.removeIf(socket -> !trickles(socket));
                    return slow.isEmpty();
                });
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void aBodyThatTricklesIsGivenUp() throws Exception {
        int before = door.bodies();
        try (Socket socket = connect(door.port())) {
            write(socket, "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");

            await().pollInterval(Duration.ofMillis(100))
                    .atMost(Duration.ofSeconds(6))
                    .until(() -> !trickles(socket));
        }
        assertThat(door.bodies()).isEqualTo(before);
    }

    @Test
    void whoHasClosedOneHalfIsAnsweredIfHeHasAsked() throws Exception {
        try (Socket half = connect(door.port())) {
            write(half, "GET /re");
            half.shutdownOutput();
            assertThat(untilItEnds(half)).doesNotContain(" 200 ");
        }
        try (Socket body = connect(door.port())) {
            write(body, "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhello");
            body.shutdownOutput();
            assertThat(untilItEnds(body)).doesNotContain(" 200 ");
        }
        assertThat(call(door.port(), "GET /read").status()).isEqualTo(200);
    }

    @Test
    void moreConnectionsThanAreAllowedMakeThoseThatWaitGiveWay() throws Exception {
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            idle.add(connect(door.port()));
        }

        assertThat(call(door.port(), "GET /read").status()).isEqualTo(200);
        assertThat(untilItEnds(idle.get(0))).isEmpty();
        for (Socket socket : idle) {
            socket.close();
        }
    }

    @Test
    void anotherSitesPageReadsNothingUnlessItsOriginIsConfigured() throws Exception {
        assertThat(call(door.port(), "GET /read", "Origin: https://app.example").header("Access-Control-Allow-Origin"))
                .isEmpty();
        try (Door open = Door.open(Map.of("origins", "https://app.example, https://other.example"))) {
            Answer preflight = call(
                    open.port(),
                    "OPTIONS /read",
                    "Origin: https://app.example",
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: authorization");
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.header("Access-Control-Allow-Origin")).contains("https://app.example");
            assertThat(preflight.header("Access-Control-Allow-Credentials")).isEmpty();
            assertThat(call(open.port(), "GET /read", "Origin: https://evil.example")
                            .header("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    private static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        assertThat(answer.header("Content-Security-Policy").orElse("")).contains("default-src 'none'");
        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Server")).isEmpty();
        assertThat(answer.text())
                .contains("\"detail\"")
                .doesNotContainIgnoringCase("vert")
                .doesNotContain("Exception");
    }

    /** Whether the server still takes another byte. */
    private static boolean trickles(Socket socket) {
        try {
            socket.setSoTimeout(1);
            write(socket, "x");
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException open) {
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
