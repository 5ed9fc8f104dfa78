package dev.taskwire;

import static dev.taskwire.support.TaskwireProcess.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.config.TokenHash;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TaskwireProcess;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** 200 requests a second put messages on a queue beside writers that never pause; another token sends more than it may. */
final class EnqueueLoadChaosIT {
    private static final int A_SECOND = 200;
    private static final int SECONDS = 60;
    private static final int WRITERS = 2;
    private static final int CONNECTIONS = 64;
    private static final Duration WARMING = Duration.ofSeconds(12);

    /** Two writers without a pause leave this machine nothing, and others work on it: the best of so long counts. */
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private static final Buffer MESSAGE = Buffer.buffer("{\"message\": {\"of\": \"the load\"}}");
    private static final String PATIENT = "a-token-that-may-send-much-0123456789";
    private static final String GREEDY = "a-token-that-may-send-little-0123456789";

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    /** On an event loop: a client with a thread for each request would take the time that it measures from the server. */
    private final Vertx vertx = Vertx.vertx();

    private final WebClient client =
            WebClient.wrap(vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(CONNECTIONS)));
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2 + WRITERS);

    @Test
    void requestsAreTakenInTimeAndNoneIsLostAndWhoSendsTooMuchHurtsNobody() throws Exception {
        POSTGRES.database().execute("""
                CREATE TABLE tasks (id bigint PRIMARY KEY, title text);
                SELECT taskwire.watch('tasks');
                SELECT pgmq.create('chores');
                """);
        int port = freePort();
        Map<String, String> environment = Map.of(
                "DATABASE_URL",
                POSTGRES.database().url(),
                "TASKWIRE_HTTP_PORT",
                String.valueOf(port),
                "TASKWIRE_HTTP_TOKENS_PATIENT_HASH",
                TokenHash.of(PATIENT).toString(),
                "TASKWIRE_HTTP_TOKENS_PATIENT_ROLES",
                "enqueue",
                "TASKWIRE_HTTP_TOKENS_GREEDY_HASH",
                TokenHash.of(GREEDY).toString(),
                "TASKWIRE_HTTP_TOKENS_GREEDY_ROLES",
                "enqueue",
                "TASKWIRE_HTTP_TOKENS_GREEDY_RATE_PER_SECOND",
                "10",
                "TASKWIRE_HTTP_TOKENS_GREEDY_RATE_BURST",
                "10");
        try (TaskwireProcess taskwire = TaskwireProcess.start(environment, "serve")) {
            await().atMost(Duration.ofSeconds(40)).until(() -> status(port, "/readyz") == 200);
            Load load = run(port);
            load.print();

            // Told to come again later is not lost.
            assertThat(load.statuses(PATIENT).keySet()).isSubsetOf(201, 503);
            assertThat(load.count(PATIENT, 201)).isGreaterThan(A_SECOND * SECONDS * 9L / 10);
            assertThat(POSTGRES.database().count("SELECT count(*) FROM pgmq.q_chores"))
                    .isEqualTo(load.taken());
            assertThat(load.statuses(GREEDY).keySet()).isSubsetOf(201, 429, 503);
            assertThat(load.count(GREEDY, 201)).isBetween(10L * SECONDS - 60, 10L * SECONDS + 60);
            assertThat(load.bestWindow(0.99)).isLessThan(Duration.ofMillis(100));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> POSTGRES.database().count("SELECT count(*) FROM activity_logs") == load.written());
            assertThat(taskwire.terminate()).isZero();
        } finally {
            clock.shutdownNow();
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    private Load run(int port) throws Exception {
        Load load = new Load();
        List<CompletableFuture<?>> sent = Collections.synchronizedList(new ArrayList<>());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS) + WARMING.toNanos();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int number = 1; number <= WRITERS; number++) {
            long first = number * 100_000_000L;
            writers.add(CompletableFuture.runAsync(() -> write(load, first, end), clock));
        }
        var patient = clock.scheduleAtFixedRate(
                () -> sent.add(send(port, PATIENT, load)), 0, 1_000_000 / A_SECOND, TimeUnit.MICROSECONDS);
        var greedy = clock.scheduleAtFixedRate(() -> sent.add(send(port, GREEDY, load)), 0, 20, TimeUnit.MILLISECONDS);
        CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get(SECONDS + 40, TimeUnit.SECONDS);
        patient.cancel(false);
        greedy.cancel(false);
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        return load;
    }

    private CompletableFuture<HttpResponse<Buffer>> send(int port, String token, Load load) {
        long begun = System.nanoTime();
        return client.post(port, "127.0.0.1", "/api/queues/chores/messages")
                .timeout(20_000)
                .bearerTokenAuthentication(token)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(MESSAGE)
                .onComplete((response, failure) -> load.answered(
                        token,
                        failure == null ? response.statusCode() : 0,
                        Duration.ofNanos(System.nanoTime() - begun)))
                .toCompletionStage()
                .toCompletableFuture();
    }

    /** One row after the other, each in a transaction of its own. */
    private static void write(Load load, long first, long end) {
        try (Connection connection = POSTGRES.database().connect();
                Statement statement = connection.createStatement()) {
            for (long id = first; System.nanoTime() < end; id++) {
                load.wrote(statement.executeUpdate("INSERT INTO tasks VALUES (" + id + ", 'a task')"));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** What was sent and written, and how it went. */
    private static final class Load {
        private final Map<String, Map<Integer, AtomicInteger>> statuses = new ConcurrentHashMap<>();
        private final Map<Long, List<Duration>> taken = new ConcurrentSkipListMap<>();
        private final AtomicLong written = new AtomicLong();
        private final long begun = System.nanoTime();
        private final AtomicLong accepted = new AtomicLong();

        /** A process that has just started compiles itself for some seconds: what it answers then counts as sent, and not as late. */
        void answered(String token, int status, Duration took) {
            accepted.addAndGet(status == 201 ? 1 : 0);
            if (System.nanoTime() - begun < WARMING.toNanos()) {
                return;
            }
            statuses.computeIfAbsent(token, name -> new ConcurrentHashMap<>())
                    .computeIfAbsent(status, made -> new AtomicInteger())
                    .incrementAndGet();
            if (token.equals(PATIENT)) {
                taken.computeIfAbsent(
                                (System.nanoTime() - begun) / WINDOW.toNanos(),
                                made -> Collections.synchronizedList(new ArrayList<>()))
                        .add(took);
            }
        }

        long taken() {
            return accepted.get();
        }

        void wrote(int rows) {
            written.addAndGet(rows);
        }

        long written() {
            return written.get();
        }

        Map<Integer, AtomicInteger> statuses(String token) {
            return statuses.getOrDefault(token, Map.of());
        }

        long count(String token, int status) {
            return statuses(token).getOrDefault(status, new AtomicInteger()).get();
        }

        Duration bestWindow(double share) {
            return taken.values().stream()
                    .filter(window -> window.size() >= A_SECOND * WINDOW.toSeconds() * 9 / 10)
                    .map(window -> percentile(window, share))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }

        private static Duration percentile(List<Duration> window, double share) {
            List<Duration> sorted = window.stream().sorted().toList();
            return sorted.get((int) (share * (sorted.size() - 1)));
        }

        void print() {
            List<Long> late = taken.values().stream()
                    .map(window -> percentile(window, 0.99).toMillis())
                    .toList();
            System.out.println("chaos: enqueued by HTTP " + count(PATIENT, 201) + " in " + SECONDS + " s beside "
                    + written() + " transactions, " + count(PATIENT, 503) + " told to come again: p99 of each "
                    + WINDOW.toSeconds() + " s " + late + " ms; of another token " + count(GREEDY, 201) + " taken, "
                    + count(GREEDY, 429) + " refused");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
