package dev.taskwire;

import static dev.taskwire.support.TaskwireProcess.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TaskwireProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One word stands in every place that holds a secret, and nowhere in what a process says or answers, whatever goes wrong. */
@SuppressWarnings("NullAway.Init")
final class SecretsIT {
    private static final String CANARY = "canary" + UUID.randomUUID().toString().replace("-", "");
    private static final String LOGIN = "login_of_the_secrets_test";
    private static final Duration START_MOST = Duration.ofSeconds(40);

    private static final List<String> ASKED = List.of(
            "/readyz",
            "/metrics",
            "/openapi.yaml",
            "/",
            "/api/queues",
            "/api/queues/notifications/messages",
            "/api/failures",
            "/api/failures/causes",
            "/api/schedules",
            "/api/mails",
            "/api/history",
            "/api/system",
            "/api/nothing",
            "/api/queues/nothing",
            "/api/failures?limit=x");

    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.migrated();

    private final AtomicInteger refused = new AtomicInteger();
    private HttpServer provider;

    /** What mails and Slack's messages go to, and which takes none of them. */
    @BeforeEach
    void serveARefusal() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = "{\"errors\": [{\"message\": \"no\"}]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(401, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
            refused.incrementAndGet();
        });
        provider.start();
    }

    @AfterEach
    void close() throws Exception {
        provider.stop(0);
        postgres.database().execute("DROP ROLE IF EXISTS " + LOGIN);
    }

    @Test
    void noSecretIsInLogsAnswersFiguresErrorsOrArguments() throws Exception {
        postgres.database().execute("CREATE ROLE " + LOGIN + " SUPERUSER LOGIN PASSWORD '" + CANARY + "'");
        int port = freePort();
        Map<String, String> environment = environment(port);
        try (TaskwireProcess taskwire = TaskwireProcess.start(environment, "serve")) {
            await().atMost(START_MOST).until(() -> status(port, "/livez") == 200);
            await().atMost(START_MOST).until(() -> taskwire.output().contains("working on the queues"));
            postgres.database().execute("""
                SELECT taskwire.send('notifications',
                         '{"type": "welcome_email", "user_id": "1", "email": "ada@example.com", "name": "Ada"}'),
                       taskwire.send('notifications', '{"type": "alert", "title": "Trouble", "text": "of the test"}'),
                       taskwire.send('notifications', '{"type": "no_such_type"}')
                """);
            await().atMost(START_MOST).until(() -> refused.get() >= 2);

            for (String path : ASKED) {
                for (String token : List.of("", CANARY + "-token", "wrong" + CANARY)) {
                    assertThat(answer(port, path, token)).as(path).doesNotContain(CANARY);
                }
            }
            assertThat(Files.readString(Path.of("/proc/" + taskwire.pid() + "/cmdline")))
                    .doesNotContain(CANARY);
            postgres.database()
                    .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity" + " WHERE usename = '" + LOGIN
                            + "'");
            await().atMost(START_MOST)
                    .until(() -> answer(port, "/readyz", "").contains("\"database\",\"status\":\"UP\""));
            assertThat(taskwire.terminate()).isZero();
            assertThat(taskwire.output()).contains("destination closed").doesNotContain(CANARY);
        }
        assertThat(postgres.database().value("SELECT string_agg(letter::text, '') FROM job_failures AS letter"))
                .doesNotContain(CANARY);
    }

    @Test
    void noSecretIsInWhatAStartThatFailsSays() throws Exception {
        Map<String, String> unreachable = Map.of(
                "DATABASE_URL", "postgres://nobody:" + CANARY + "@127.0.0.1:1/nothing", "SENDGRID_API_KEY", CANARY);
        Map<String, String> wrong = Map.of(
                "DATABASE_URL", "postgres://nobody:" + CANARY + "@127.0.0.1:1/nothing?sslmode=" + CANARY,
                "SLACK_WEBHOOK_URL", "ftp://" + CANARY,
                "TASKWIRE_HTTP_WEBHOOKS_USER_SIGNUP_SIGNING_SECRET", "whsec_" + CANARY + "!",
                "TASKWIRE_API_TOKEN", "short",
                "TASKWIRE_HTTP_CALLS_SECRETS_PARTNER", "whsec_" + CANARY + "!",
                "SENDGRID_WEBHOOK_KEY", CANARY);

        Map<String, String> smtp = Map.of(
                "DATABASE_URL", "postgres://nobody:" + CANARY + "@127.0.0.1:1/nothing",
                "TASKWIRE_MAIL_WAY", "smtp",
                "SMTP_HOST", "127.0.0.1",
                "TASKWIRE_MAIL_SMTP_PORT", "1",
                "SMTP_USERNAME", "ada",
                "SMTP_PASSWORD", CANARY);

        assertThat(said(smtp, "doctor", "--output", "json")).contains("mail").doesNotContain(CANARY);
        assertThat(said(unreachable, "doctor", "--output", "json"))
                .contains("reach")
                .doesNotContain(CANARY);
        assertThat(said(unreachable, "queues")).isNotBlank().doesNotContain(CANARY);
        assertThat(said(unreachable, "migrate")).isNotBlank().doesNotContain(CANARY);
        assertThat(said(wrong, "serve")).contains("slack.webhook_url").doesNotContain(CANARY);
    }

    private Map<String, String> environment(int port) {
        URI database = URI.create(postgres.database().url());
        String base = "http://127.0.0.1:" + provider.getAddress().getPort();
        Map<String, String> environment = new HashMap<>();
        environment.put(
                "DATABASE_URL",
                "postgres://" + LOGIN + ":" + CANARY + "@" + database.getHost() + ":" + database.getPort()
                        + database.getPath());
        environment.put("LISTEN_URL", environment.get("DATABASE_URL"));
        environment.put("TASKWIRE_HTTP_PORT", String.valueOf(port));
        environment.put("SENDGRID_API_KEY", "SG." + CANARY);
        environment.put("SENDGRID_BASE_URL", base);
        environment.put("SLACK_WEBHOOK_URL", base + "/services/" + CANARY);
        environment.put("TASKWIRE_API_TOKEN", CANARY + "-token");
        environment.put("TASKWIRE_HTTP_WEBHOOKS_USER_SIGNUP_SECRET", CANARY);
        environment.put(
                "TASKWIRE_HTTP_WEBHOOKS_USER_SIGNUP_SIGNING_SECRET",
                "whsec_"
                        + Base64.getEncoder()
                                .encodeToString(CANARY.substring(0, 36).getBytes(StandardCharsets.UTF_8)));
        environment.put("TASKWIRE_HTTP_CALLS_SECRETS_PARTNER", CANARY);
        environment.put("TASKWIRE_HTTP_CALLS_CALLBACK_SECRET", CANARY);
        environment.put("TASKWIRE_LOG_LEVEL", "DEBUG");
        return environment;
    }

    private static String said(Map<String, String> environment, String... arguments) throws Exception {
        try (TaskwireProcess taskwire = TaskwireProcess.start(environment, arguments)) {
            assertThat(taskwire.exitCode()).isNotZero();
            return taskwire.output();
        }
    }

    /** Headers and body. */
    private static String answer(int port, String path, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        var response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        return response.headers().map() + response.body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
