package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.SpanCollector;
import dev.taskwire.support.SpanCollector.Span;
import dev.taskwire.support.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** From the trace of whoever writes a row to the spans that a collector gets. */
@SuppressWarnings("NullAway.Init")
final class TracingIT {
    private static final String READER = "22222222-2222-4222-8222-222222222222";
    private static final String CANARY = "canary-of-the-payload";
    private static final String WRITER = "00f067aa0ba902b7";
    private static final String TOKEN = "a-token-of-the-test-of-traces-01";
    private static final String BATCH = "messaging.batch.message_count";

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final String trace = randomTrace();
    private final List<String> traceHeaders = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private SpanCollector collector;
    private HttpServer sendGrid;

    @BeforeAll
    static void watchTasks() throws SQLException {
        POSTGRES.database().execute("""
                CREATE TABLE profiles (id uuid PRIMARY KEY, email text, full_name text);
                CREATE TABLE tasks (id bigint PRIMARY KEY, title text, assignee_id uuid);
                INSERT INTO profiles VALUES ('%s', 'grace@example.com', 'Grace');
                SELECT taskwire.watch('tasks'), taskwire.watch_assignments('tasks');
                """.formatted(READER));
    }

    @BeforeEach
    void start() throws Exception {
        database().execute("""
                SET session_replication_role = replica; DELETE FROM tasks; DELETE FROM activity_logs;
                INSERT INTO tasks SELECT i, 'task', NULL FROM generate_series(1, 3) AS i
                """);
        collector = SpanCollector.start();
        sendGrid = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sendGrid.createContext("/", this::takeMail);
        sendGrid.start();
    }

    @AfterEach
    void stop() {
        collector.close();
        sendGrid.stop(0);
    }

    @Test
    void anUpdateIsOneTraceFromTheLogToTheMail() throws Exception {
        try (RunningTaskwire taskwire = RunningTaskwire.start(config())) {
            assign(1, traceParent(trace, "01"));
            awaitSpans("notifications process", 1);
            awaitSpans("activity_log process", 1);

            assertThat(taskwire.recorded().failures()).isEmpty();
        }
        Span work = span("notifications process");
        assertThat(span("activity_log process").parent()).isEqualTo(WRITER);
        assertThat(work.parent()).isEqualTo(WRITER);
        assertThat(work.links()).isEmpty();
        assertThat(work.attributes())
                .containsEntry("messaging.system", "pgmq")
                .containsEntry("messaging.destination.name", "notifications")
                .containsEntry("taskwire.attempt", "1")
                .containsEntry("taskwire.outcome", "done")
                .containsKey("messaging.message.id");
        Span mail = span("POST");
        assertThat(mail.parent()).isEqualTo(work.id());
        assertThat(mail.attributes())
                .containsEntry("http.response.status_code", "202")
                .containsEntry(
                        "url.full", "http://127.0.0.1:" + sendGrid.getAddress().getPort());
        assertThat(names(trace)).contains("notification.ledger_begin", "notification.ledger_finish");
        assertThat(names(trace)).doesNotContain("queue.read", "queue.delete");
        assertThat(collector.spans(trace))
                .allSatisfy(span -> assertThat(span.error()).isEmpty());
        assertThat(traceHeaders).containsExactly("null");
        assertThat(collector.text()).doesNotContain(CANARY, "grace@example.com", "SELECT ");
        assertThat(collector.services()).containsOnly("taskwire");
    }

    @Test
    void aRetryIsInTheTraceOfItsFirstAttemptAndHasALinkToIt() throws Exception {
        answers.add(500);
        try (RunningTaskwire taskwire =
                RunningTaskwire.start(config("TASKWIRE_QUEUES_NOTIFICATIONS_BACKOFF", "100ms"))) {
            assign(1, traceParent(trace, "01"));
            awaitSpans("notifications process", 2);
            answers.add(500);
            assign(2, "what is no traceparent");

            awaitSpans("notifications process", 4);

            assertThat(taskwire.recorded().failures()).hasSize(2);
        }
        for (Span again : named("notifications process")) {
            if ("2".equals(again.attributes().get("taskwire.attempt"))) {
                Span failed = named("notifications process").stream()
                        .filter(span -> span.id().equals(again.links().get(0)))
                        .findFirst()
                        .orElseThrow();
                assertThat(failed.traceId()).isEqualTo(again.traceId());
                assertThat(failed.attributes()).containsEntry("taskwire.outcome", "retry");
                assertThat(failed.error()).contains("500");
                assertThat(again.attributes()).containsEntry("taskwire.outcome", "done");
                assertThat(again.parent()).isEqualTo(again.traceId().equals(trace) ? WRITER : failed.id());
            }
        }
        assertThat(named("notifications process"))
                .extracting(span -> span.traceId().equals(trace))
                .containsExactlyInAnyOrder(true, true, false, false);
    }

    @Test
    void messagesThatAreWorkedOnTogetherStayInTheirTracesAndShareASpan() throws Exception {
        String other = randomTrace();
        assign(1, traceParent(trace, "01"));
        assign(2, traceParent(other, "01"));
        assign(3, traceParent(randomTrace(), "00"));
        try (RunningTaskwire taskwire = RunningTaskwire.start(config())) {
            awaitSpans("notifications process", 3);
            awaitSpans("activity_log process", 3);
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
        Span shared = shared("notifications process");
        assertThat(shared.attributes()).containsEntry(BATCH, "3");
        assertThat(shared.links()).hasSize(3);
        assertThat(span("notifications process").links()).containsExactly(shared.id());
        assertThat(named("POST")).extracting(Span::traceId).containsOnly(shared.traceId());
        Span moved = shared("activity_log process");
        assertThat(moved.links()).containsExactly(WRITER, WRITER, WRITER);
        assertThat(span("activity_log process").links()).containsExactly(moved.id());
        assertThat(names(other)).contains("activity_log process", "notifications process");
    }

    @Test
    void aFailureOfWhatCameThroughTheApiIsInItsTraceWithoutTheValuesThatItSpeaksOf() throws Exception {
        int port = freePort();
        try (RunningTaskwire taskwire = RunningTaskwire.start(config(
                "TASKWIRE_TRACING_HEADERS",
                "authorization=Basic%20x",
                "TASKWIRE_HTTP_PORT",
                String.valueOf(port),
                "TASKWIRE_API_TOKEN",
                TOKEN))) {
            assertThat(send(port, "what is none").statusCode()).isEqualTo(201);
            HttpResponse<String> sent = send(port, traceParent(trace, "01"));
            awaitSpans("notifications process", 2);

            assertThat(sent.statusCode()).isEqualTo(201);
            assertThat(taskwire.recorded().buried()).hasSize(2);
        }
        Span work = span("notifications process");
        assertThat(work.parent()).isEqualTo(WRITER);
        assertThat(work.attributes()).containsEntry("taskwire.outcome", "dead_letter");
        assertThat(work.error()).isNotBlank();
        assertThat(span("POST").parent()).isEqualTo(WRITER);
        assertThat(names(trace)).contains("queue.send");
        assertThat(collector.text()).doesNotContain(CANARY);
        assertThat(collector.authorizations()).containsOnly("Basic%20x");
    }

    @Test
    void whatNobodyWantsKeptIsNotSent() throws Exception {
        try (RunningTaskwire taskwire = RunningTaskwire.start(config("TASKWIRE_TRACING_SAMPLE_RATIO", "0"))) {
            assign(1, traceParent(randomTrace(), "00"));
            assign(2, "");
            await().until(() -> traceHeaders.size() == 2);
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void withoutACollectorTheWorkGoesOnAndOneLineSaysSo() throws Exception {
        collector.close();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.taskwire.telemetry");
        logger.addAppender(log);
        try (RunningTaskwire taskwire = RunningTaskwire.start(config())) {
            for (int i = 1; i <= 5; i++) {
                database().execute("UPDATE tasks SET title = title || 'x'");
                awaitLogged(3 * i);
            }
            await().until(() -> !log.list.isEmpty());
            database().execute("UPDATE tasks SET title = title || 'x'");
            awaitLogged(18);
            assertThat(taskwire.recorded().failures()).isEmpty();
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getFormattedMessage()).contains("nobody takes the spans of traces"));
    }

    @Test
    void byDefaultThereIsNothingOfIt() throws Exception {
        TaskwireConfig off = POSTGRES.config("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
        try (RunningTaskwire taskwire = RunningTaskwire.start(off)) {
            database()
                    .execute("SET taskwire.traceparent = '" + traceParent(trace, "01")
                            + "'; UPDATE tasks SET title = 'x'");
            awaitLogged(3);

            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().contains("BatchSpanProcessor"));
            assertThat(taskwire.recorded().failures()).isEmpty();
        }
        assertThat(collector.spans()).isEmpty();
    }

    private TaskwireConfig config(String... more) {
        String[] usual = {
            "TASKWIRE_TRACING_ENABLED",
            "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            collector.endpoint(),
            "SENDGRID_API_KEY",
            "SG.test",
            "SENDGRID_BASE_URL",
            "http://127.0.0.1:" + sendGrid.getAddress().getPort(),
            "TASKWIRE_QUEUES_NOTIFICATIONS_POLL_INTERVAL",
            "200ms"
        };
        String[] all = new String[usual.length + more.length];
        System.arraycopy(usual, 0, all, 0, usual.length);
        System.arraycopy(more, 0, all, usual.length, more.length);
        return POSTGRES.config(all);
    }

    private void assign(int task, String traceParent) throws SQLException {
        database()
                .execute("SET taskwire.traceparent = '" + traceParent + "'; UPDATE tasks SET title = '" + CANARY
                        + "', assignee_id = '" + READER + "' WHERE id = " + task);
    }

    private static HttpResponse<String> send(int port, String traceParent) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/queues/notifications/messages"))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .header("traceparent", traceParent)
                .POST(BodyPublishers.ofString("{\"message\": {\"type\": \"" + CANARY + "\"}}"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitLogged(int rows) {
        await().until(() -> database().count("SELECT count(*) FROM activity_logs") == rows);
    }

    private void awaitSpans(String name, int number) {
        await().until(() -> named(name).size() >= number);
    }

    private void takeMail(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        traceHeaders.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
        Integer answer = answers.poll();
        exchange.sendResponseHeaders(answer == null ? 202 : answer, -1);
        exchange.close();
    }

    /** The one of this name in the test's own trace. */
    private Span span(String name) {
        return first(collector.spans(trace), name);
    }

    private Span shared(String name) {
        return first(
                collector.spans().stream()
                        .filter(span -> span.attributes().containsKey(BATCH))
                        .toList(),
                name);
    }

    private static Span first(List<Span> spans, String name) {
        return spans.stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Span> named(String name) {
        return collector.spans().stream()
                .filter(span -> span.name().equals(name))
                .toList();
    }

    private List<String> names(String traceId) {
        return collector.spans(traceId).stream().map(Span::name).toList();
    }

    private static String traceParent(String traceId, String flags) {
        return "00-" + traceId + "-" + WRITER + "-" + flags;
    }

    private static String randomTrace() {
        byte[] id = new byte[16];
        ThreadLocalRandom.current().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private static TestDatabase database() {
        return POSTGRES.database();
    }
}
