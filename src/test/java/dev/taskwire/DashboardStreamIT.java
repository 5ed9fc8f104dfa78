package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard's stream and its files, as any client gets them. */
final class DashboardStreamIT {
    @RegisterExtension
    final PostgresExtension postgres = PostgresExtension.empty();

    @Test
    void tellsTheQueuesAndEachChangeAndGoesOnAfterTheLast() throws Exception {
        int port = freePort();
        try (RunningTaskwire taskwire =
                RunningTaskwire.start(postgres.config("TASKWIRE_HTTP_PORT", String.valueOf(port)))) {
            assertThat(taskwire.started().succeeded()).isTrue();
            postgres.database().execute("""
                    CREATE TABLE public.tasks (id bigint PRIMARY KEY, title text);
                    SELECT taskwire.watch('public.tasks', 'task')
                    """);
            String seen;
            try (BufferedReader events = follow(port, "")) {
                assertThat(next(events, "hello").getJsonArray("roles")).containsExactly("read");
                assertThat(next(events, "figures").getJsonArray("queues")).hasSize(5);
                postgres.database().execute("INSERT INTO public.tasks VALUES (1, 'one')");
                JsonObject change = next(events, "activity");
                assertThat(change.getString("entity_key")).isEqualTo("1");
                seen = change.getString("id");
            }

            postgres.database().execute("INSERT INTO public.tasks VALUES (2, 'meanwhile')");
            await().until(() -> postgres.database().count("SELECT count(*) FROM public.activity_logs") == 2);
            try (BufferedReader events = follow(port, seen)) {
                assertThat(next(events, "activity").getString("entity_key")).isEqualTo("2");
            }
        }
    }

    @Test
    void thePageIsServedWithAPolicyAndIsNotSentTwice() throws Exception {
        int port = freePort();
        try (RunningTaskwire taskwire =
                RunningTaskwire.start(postgres.config("TASKWIRE_HTTP_PORT", String.valueOf(port)))) {
            assertThat(taskwire.started().succeeded()).isTrue();
            HttpResponse<byte[]> page = get(port, "/", "");
            assertThat(new String(page.body(), StandardCharsets.UTF_8)).contains("dashboard/main.js");
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy ->
                            assertThat(policy).contains("script-src 'self'").doesNotContain("unsafe"));
            String tag = page.headers().firstValue("ETag").orElseThrow();
            assertThat(get(port, "/", tag).statusCode()).isEqualTo(304);
            int packed = get(port, "/dashboard/main.js", "").body().length
                    + get(port, "/dashboard/style.css", "").body().length
                    + page.body().length;
            assertThat(packed).as("bytes of the whole dashboard").isLessThan(60_000);
        }
    }

    private static HttpResponse<byte[]> get(int port, String path, String tag)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (!path.equals("/")) {
            request.header("Accept-Encoding", "gzip");
        }
        if (!tag.isEmpty()) {
            request.header("If-None-Match", tag);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
    }

    private static BufferedReader follow(int port, String seen) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/events"))
                .timeout(Duration.ofSeconds(20));
        if (!seen.isEmpty()) {
            request.header("Last-Event-ID", seen);
        }
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static JsonObject next(BufferedReader events, String name) throws IOException {
        String line = Objects.requireNonNull(events.readLine(), "the stream has ended");
        while (!line.equals("event: " + name)) {
            line = Objects.requireNonNull(events.readLine(), "the stream has ended");
        }
        return new JsonObject(Objects.requireNonNull(events.readLine()).substring("data: ".length()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
