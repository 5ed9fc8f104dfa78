package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.SigningKey;
import dev.taskwire.support.TcpRelay;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the mail provider reports reaches the ledger through a whole Taskwire. */
@ExtendWith(VertxExtension.class)
final class MailReportIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final SigningKey key = SigningKey.make();

    @Test
    void aReportIsTakenWhenThereIsADatabaseAndToComeAgainBefore(Vertx vertx) throws Exception {
        UUID mail = UUID.randomUUID();
        POSTGRES.database().execute("""
                INSERT INTO taskwire.email_deliveries (event_id, queue, type, recipient, state, call_id, call_until)
                VALUES ('%s', 'notifications', 'task_assigned', 'ada@example.com', 'held', gen_random_uuid(), now())
                """.formatted(mail));
        URI server = URI.create(POSTGRES.database().url());
        TcpRelay relay = new TcpRelay(vertx, server.getHost(), server.getPort());
        int databasePort = freePort();
        int port = freePort();
        try (RunningTaskwire taskwire = RunningTaskwire.starting(POSTGRES.config(
                "DATABASE_URL", POSTGRES.database().through(databasePort),
                "TASKWIRE_HTTP_PORT", String.valueOf(port),
                "SENDGRID_WEBHOOK_KEY", key.shown()))) {
            await().until(() -> report(port, mail) == 503);

            assertThat(relay.open(databasePort).await(10, TimeUnit.SECONDS)).isEqualTo(databasePort);
            await().atMost(Duration.ofSeconds(30)).until(() -> report(port, mail) == 204);

            assertThat(taskwire.started().failed()).isFalse();
            assertThat(POSTGRES.database().value("SELECT state FROM taskwire.email_deliveries"))
                    .isEqualTo("bounced");
            assertThat(POSTGRES.database().value("SELECT address FROM taskwire.suppressed_address"))
                    .isEqualTo("ada@example.com");
        }
    }

    /** The answer's status; 0 where nothing answers. */
    private int report(int port, UUID mail) throws InterruptedException {
        String timestamp = String.valueOf(Instant.now().getEpochSecond());
        String body = "[{\"event\":\"bounce\",\"type\":\"bounce\",\"email\":\"ada@example.com\",\"sg_event_id\":\""
                + UUID.randomUUID() + "\",\"event_id\":\"" + mail + "\"}]";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhook/sendgrid"))
                .timeout(Duration.ofSeconds(10))
                .header("X-Twilio-Email-Event-Webhook-Timestamp", timestamp)
                .header(
                        "X-Twilio-Email-Event-Webhook-Signature",
                        key.sign(timestamp, body.getBytes(StandardCharsets.UTF_8)))
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException unreachable) {
            return 0;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
