package dev.taskwire.http;

import static dev.taskwire.http.WebhookStage.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.postgres.Pools;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.StillRelay;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The webhook with clients that send too much or too slowly, and with a database that is away. */
@SuppressWarnings("NullAway.Init")
final class WebhookFaultIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final int MANY = 5 * 1024 * 1024;

    @RegisterExtension
    final WebhookStage stage = new WebhookStage(POSTGRES);

    @BeforeEach
    void open() {
        Pool pool = Pools.create(stage.vertx(), POSTGRES.config().database());
        stage.events().open(pool);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        HttpResponse<Buffer> answer = stage.post(Buffer.buffer(new byte[MANY]));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.getHeader("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.bodyAsJsonObject().getString("detail")).contains("2097152 bytes at the most");
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsRefusedBeforeItComes() throws Exception {
        try (Socket socket = connect()) {
            write(socket, head("Content-Length: " + MANY));

            assertThat(untilItEnds(socket)).startsWith("HTTP/1.1 413 ").contains("2097152 bytes at the most");
        }
    }

    @Test
    void aClientThatAsksFirstNeedNotSendIt() throws Exception {
        try (Socket socket = connect()) {
            write(socket, head("Expect: 100-continue", "Content-Length: " + MANY));

            assertThat(untilItEnds(socket)).startsWith("HTTP/1.1 413 ");
        }
        try (Socket socket = connect()) {
            write(socket, head("Expect: 100-continue", "Content-Length: 2", "Connection: close"));
            assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 100");
            write(socket, "[]");

            assertThat(untilItEnds(socket)).contains("HTTP/1.1 403 ");
        }
    }

    @Test
    void aBodyThatDoesNotSayHowLargeItIsIsReadNoFurtherThanItMayBe() throws Exception {
        try (Socket socket = connect()) {
            write(socket, head("Transfer-Encoding: chunked"));
            Thread sender = new Thread(() -> sendWithoutEnd(socket));
            sender.start();

            assertThat(untilItEnds(socket)).startsWith("HTTP/1.1 413 ");
            sender.join(Duration.ofSeconds(10).toMillis());
            assertThat(sender.isAlive()).isFalse();
        }
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForForEver() throws Exception {
        stage.serve(new SendGridWebhook(stage.config(), stage.events(), Duration.ofMillis(300)));
        try (Socket socket = connect()) {
            write(socket, head("Content-Length: 100"));

            assertThat(untilItEnds(socket)).startsWith("HTTP/1.1 408 ").contains("did not come within 300 ms");
        }
    }

    @Test
    void clientsThatGoInTheMiddleLeaveNothingInHand() throws Exception {
        for (int i = 0; i < 40; i++) {
            try (Socket socket = connect()) {
                write(socket, head("Content-Length: 100") + "[{");
            }
        }

        await().until(() -> stage.post(body(UUID.randomUUID(), "delivered")).statusCode() == 204);
    }

    @Test
    void aDatabaseThatIsAwayIsNotWaitedForForEver() throws Exception {
        URI url = URI.create(POSTGRES.database().url());
        try (StillRelay relay = new StillRelay(url.getHost(), url.getPort())) {
            DatabaseConfig through = POSTGRES.config(
                            "DATABASE_URL", POSTGRES.database().through(relay.port()))
                    .database();
            stage.events().open(Pools.create(stage.vertx(), through));
            assertThat(stage.post(body(UUID.randomUUID(), "delivered")).statusCode())
                    .isEqualTo(204);
            relay.standStill();

            HttpResponse<Buffer> answer = stage.post(body(UUID.randomUUID(), "delivered"));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.getHeader("Retry-After")).isEqualTo("10");
            assertThat(answer.bodyAsJsonObject().getString("detail"))
                    .isEqualTo("the events could not be written down: send it again later");
        }
    }

    @Test
    void whatTheDatabaseDidNotTakeMayComeAgain() throws Exception {
        Buffer body = body(UUID.randomUUID(), "delivered");
        String now = WebhookStage.now();
        String signature = stage.key().sign(now, body.getBytes());
        POSTGRES.database().execute("ALTER TABLE taskwire.email_events RENAME TO email_events_away");

        assertThat(stage.post(now, signature, body).statusCode()).isEqualTo(503);
        POSTGRES.database().execute("ALTER TABLE taskwire.email_events_away RENAME TO email_events");

        assertThat(stage.post(now, signature, body).statusCode()).isEqualTo(204);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port());
        socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
        return socket;
    }

    private static String head(String... headers) {
        return "POST " + WebhookStage.PATH + " HTTP/1.1\r\nHost: localhost\r\n" + WebhookStage.TIMESTAMP + ": "
                + WebhookStage.now() + "\r\n" + WebhookStage.SIGNATURE + ": AAAA\r\n" + String.join("\r\n", headers)
                + "\r\n\r\n";
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What the server says until it closes the connection. */
    private static String untilItEnds(Socket socket) throws IOException {
        StringBuilder said = new StringBuilder();
        InputStream in = socket.getInputStream();
        try {
            for (int read = in.read(); read >= 0; read = in.read()) {
                said.append((char) read);
            }
        } catch (SocketException reset) {
            said.append(" (reset)");
        }
        return said.toString();
    }

    private static void sendWithoutEnd(Socket socket) {
        String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
        try {
            OutputStream out = socket.getOutputStream();
            while (true) {
                out.write(chunk.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException closed) {
            assertThat(closed).isNotNull();
        }
    }
}
