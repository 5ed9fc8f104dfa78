package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskwire.support.PostgresExtension;
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
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the dashboard costs, and how soon it answers, where every queue is long. */
final class DashboardScaleChaosIT {
    /** In each queue; TASKWIRE_TEST_QUEUE_LENGTH makes them longer. */
    private static final long MESSAGES =
            Long.parseLong(Objects.requireNonNullElse(System.getenv("TASKWIRE_TEST_QUEUE_LENGTH"), "1000000"));

    private static final List<String> QUEUES =
            List.of("activity_log", "notifications", "report_generation", "cleanup_tasks");
    private static final int WARMING = 10;
    private static final int ASKED = 100;
    private static final int SECONDS_WATCHED = 3;
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMillis(50);

    /** Others work on this machine: the best of so many counts. */
    private static final int TRIES = 4;

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final HttpClient client = HttpClient.newHttpClient();

    /** One in a hundred is due later; 20,000 have failed before; 10,000 were given up, for 50 causes. */
    @BeforeAll
    static void fill() throws SQLException {
        for (String queue : QUEUES) {
            POSTGRES.database().execute("""
                    INSERT INTO pgmq.q_%1$s (vt, message)
                    SELECT clock_timestamp() + CASE WHEN number %% 100 = 0 THEN interval '1 hour' ELSE interval '-1 minute' END,
                           '{"of": "the load"}'
                    FROM generate_series(1, %2$d) AS number;
                    SELECT taskwire.pause('%1$s')
                    """.formatted(queue, MESSAGES));
        }
        POSTGRES.database().execute("""
                INSERT INTO taskwire.troubled_message (queue, message_id, enqueued_at, attempts, errors)
                SELECT 'notifications', msg_id, enqueued_at, 1, '[{"at": "2026-01-01T00:00:00Z", "attempt": 1, "reason": "no"}]'
                FROM pgmq.q_notifications ORDER BY msg_id LIMIT 20000;
                INSERT INTO job_failures (queue, message, reason, cause, attempts)
                SELECT 'notifications', '{"of": "the load"}', 'cause ' || number % 50, 'cause ' || number % 50, 5
                FROM generate_series(1, 10000) AS number
                """);
        for (String vacuumed : List.of("pgmq.q_" + String.join(", pgmq.q_", QUEUES), "job_failures")) {
            // Autovacuum would else go through all of it while the pages are measured.
            POSTGRES.database().execute("VACUUM ANALYZE " + vacuumed);
        }
    }

    @Test
    void everyPageIsThereAtOnceAndLookingCostsLittle() throws Exception {
        int port = freePort();
        try (RunningTaskwire taskwire =
                RunningTaskwire.start(POSTGRES.config("TASKWIRE_HTTP_PORT", String.valueOf(port)))) {
            assertThat(taskwire.started().succeeded()).isTrue();
            for (String path : paths(port)) {
                answersWithin(port, path);
            }
            Map<String, Duration> slow = new TreeMap<>();
            for (String path : paths(port)) {
                Duration late = ninetyNinth(port, path);
                for (int again = 1; again < TRIES && late.compareTo(MOST) >= 0; again++) {
                    late = ninetyNinth(port, path);
                }
                System.out.println("chaos: with " + MESSAGES + " messages in each queue, p99 of GET " + path + ": "
                        + late.toNanos() / 1e6 + " ms");
                if (late.compareTo(MOST) >= 0) {
                    slow.put(path, late);
                }
            }
            assertThat(slow).isEmpty();
            assertThat(costOfLooking(port)).isLessThan(20.0);
        }
    }

    @Test
    void itIsPaintedWithinThreeTenthsOfASecond() throws Exception {
        Optional<Path> program = Browser.program();
        assumeTrue(program.isPresent(), "no chromium: install it (Debian: chromium), or set TASKWIRE_TEST_CHROMIUM");
        Browser.install();
        int port = freePort();
        try (RunningTaskwire taskwire =
                RunningTaskwire.start(POSTGRES.config("TASKWIRE_HTTP_PORT", String.valueOf(port)))) {
            assertThat(taskwire.started().succeeded()).isTrue();

            Map<String, String> environment = Map.of(
                    "DASHBOARD",
                    "http://127.0.0.1:" + port + "/",
                    "CHROMIUM",
                    program.get().toString());
            Browser.run("paint.mjs", environment, what -> {
                throw new IllegalArgumentException("nothing is done for this script, not even " + what);
            });
        }
    }

    /** What the pages ask for. */
    private List<String> paths(int port) throws IOException, InterruptedException {
        String failure = get(port, "/api/failures?limit=1").body().replaceFirst("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        List<String> paths = new ArrayList<>(List.of(
                "/api/history?range=15m",
                "/api/history?range=7d",
                "/api/queues",
                "/api/failures/causes",
                "/api/failures/causes?queue=notifications&cause=cause%207",
                "/api/failures?limit=50",
                "/api/failures?limit=50&queue=notifications&cause=cause%207",
                "/api/failures/" + failure,
                "/api/mails?limit=50",
                "/api/schedules",
                "/api/schedules/weekly_cleanup/occurrences?limit=30",
                "/api/system"));
        for (String place : List.of("queued", "parked", "unknown", "archived")) {
            paths.add("/api/queues/notifications/messages?limit=50&place=" + place);
        }
        paths.add("/api/queues/notifications/messages?limit=50&after=" + MESSAGES / 2);
        paths.add("/api/queues/notifications/messages/" + MESSAGES / 2);
        return paths;
    }

    /** A process that has just started loads its classes at the first request. */
    private void answersWithin(int port, String path) throws IOException, InterruptedException {
        assertThat(get(port, path).statusCode()).isEqualTo(200);
        long begun = System.nanoTime();
        HttpResponse<String> answer = get(port, path);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(path).isLessThan(AT_ONCE);
    }

    private Duration ninetyNinth(int port, String path) throws IOException, InterruptedException {
        for (int count = 0; count < WARMING; count++) {
            assertThat(get(port, path).statusCode()).isEqualTo(200);
        }
        List<Long> taken = new ArrayList<>();
        for (int count = 0; count < ASKED; count++) {
            long begun = System.nanoTime();
            assertThat(get(port, path).statusCode()).isEqualTo(200);
            taken.add(System.nanoTime() - begun);
        }
        return Duration.ofNanos(taken.stream().sorted().toList().get((int) (0.99 * (ASKED - 1))));
    }

    /** Milliseconds of the database's time that each second of the live page takes; the best of some tries, since others work here. */
    private double costOfLooking(int port) throws Exception {
        double least = Double.MAX_VALUE;
        try (BufferedReader events = follow(port)) {
            for (int attempt = 0; attempt < TRIES; attempt++) {
                double before = activeMilliseconds();
                long begun = System.nanoTime();
                for (int second = 0; second < SECONDS_WATCHED; second++) {
                    awaitFigures(events);
                }
                double cost = (activeMilliseconds() - before) / ((System.nanoTime() - begun) / 1e9);
                System.out.println(
                        "chaos: the live page costs the database " + Math.round(cost * 10) / 10.0 + " ms a second");
                least = Math.min(least, cost);
            }
        }
        return least;
    }

    /** What sessions write down of themselves when they have been at rest for a while. */
    private static double activeMilliseconds() throws SQLException {
        return Double.parseDouble(Objects.requireNonNull(POSTGRES.database()
                .value("SELECT active_time FROM pg_stat_database WHERE datname = current_database()")));
    }

    private BufferedReader follow(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/events"))
                .build();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static void awaitFigures(BufferedReader events) throws IOException {
        String line = "";
        while (!line.equals("event: figures")) {
            line = Objects.requireNonNull(events.readLine(), "the stream has ended");
        }
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
