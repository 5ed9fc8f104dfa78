package dev.taskwire;

import static dev.taskwire.support.TaskwireProcess.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PluginSources;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TaskwireProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The project that users copy works as its README says. */
final class OwnHandlerExampleIT {
    private static final Path EXAMPLE = Path.of("examples", "own-handler");
    private static final Path MAIN = EXAMPLE.resolve(Path.of("src", "main"));
    private static final String TOKEN = "a-token-of-twenty-characters";
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>taskwire</artifactId>\\s*<version>([^<]+)</version>");

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void itsHandlerWorksOnWhatIsSentBySqlAndByHttp() throws Exception {
        Path classes = PluginSources.compile(MAIN.resolve("java"), folder.resolve("classes"));
        Path target = folder.resolve("target");
        PluginSources.pack(target.resolve("own-handler-1.0.jar"), classes, MAIN.resolve("resources"));
        int port = freePort();
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                POSTGRES.database().url(),
                "TASKWIRE_HTTP_PORT",
                String.valueOf(port),
                "TASKWIRE_API_TOKEN",
                TOKEN,
                "TASKWIRE_PLUGINS_SETTINGS_OWN_HANDLER_FOLDER",
                "/pictures");
        try (TaskwireProcess taskwire = TaskwireProcess.start(environment, "serve", "--plugins", target.toString())) {
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> taskwire.output().contains("working on the queues") && status(port, "/readyz") == 200);
            POSTGRES.database()
                    .execute("SELECT taskwire.send('thumbnails', '{\"image\": \"cat.png\", \"width\": 80}')");
            await().until(() -> taskwire.output().contains("drawing cat.png into /pictures, 80 wide"));
            assertThat(post(
                            port,
                            "/api/queues/thumbnails/messages",
                            "{\"message\": {\"image\": \"dog.png\", \"width\": 7}}"))
                    .matches(answer -> answer / 100 == 2);
            await().until(() -> taskwire.output().contains("drawing dog.png into /pictures, 7 wide"));

            assertThat(get(port, "/api/queues")).contains("\"thumbnails\"");
            assertThat(get(port, "/metrics")).contains("queue=\"thumbnails\"");
            assertThat(get(port, "/api/system")).contains("{\"queue\":\"thumbnails\",\"instances\":1}");
            pauseAndResume(port, taskwire);
            assertThat(taskwire.terminate()).isZero();
        }
    }

    @Test
    void itNamesTheVersionOfThisProject() throws IOException {
        Matcher own = VERSION.matcher(Files.readString(Path.of("pom.xml")));
        Matcher named = VERSION.matcher(Files.readString(EXAMPLE.resolve("pom.xml")));

        assertThat(own.find() && named.find()).isTrue();
        assertThat(named.group(1)).isEqualTo(own.group(1));
    }

    @Test
    void itsJavaIsShort() throws IOException {
        assertThat(Files.readAllLines(MAIN.resolve(Path.of("java", "com", "example", "Thumbnails.java"))))
                .hasSizeLessThanOrEqualTo(40);
    }

    private void pauseAndResume(int port, TaskwireProcess taskwire) throws Exception {
        assertThat(post(port, "/api/queues/thumbnails/pause", "")).matches(answer -> answer / 100 == 2);
        await().until(() -> taskwire.output().contains("paused"));
        POSTGRES.database().execute("SELECT taskwire.send('thumbnails', '{\"image\": \"owl.png\", \"width\": 1}')");
        assertThat(POSTGRES.database().count("SELECT count(*) FROM pgmq.q_thumbnails"))
                .isEqualTo(1);
        assertThat(post(port, "/api/queues/thumbnails/resume", "")).matches(answer -> answer / 100 == 2);
        await().until(() -> taskwire.output().contains("drawing owl.png into /pictures, 1 wide"));
    }

    private int post(int port, String path, String body) throws Exception {
        HttpRequest.Builder request = request(port, path).POST(BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return client.send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    private String get(int port, String path) throws Exception {
        HttpResponse<String> answer = client.send(request(port, path).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + TOKEN);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
