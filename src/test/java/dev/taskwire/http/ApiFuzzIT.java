package dev.taskwire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskwire.http.ApiExamples.Example;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever is sent to the API, it says what is wrong, and goes on; and what its page tells readers to send is taken. */
final class ApiFuzzIT {
    private static final int REQUESTS = 5000;
    private static final int AT_ONCE = 16;
    private static final long SEED = System.nanoTime();
    private static final Pattern CURL = Pattern.compile("(?m)^curl (.*)$");

    @Order(1)
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    @Order(2)
    @RegisterExtension
    static final ApiStage STAGE = new ApiStage(POSTGRES);

    @Test
    void thousandsOfRequestsGetNoErrorOfTheServerAndLeaveNothingBehind() throws Exception {
        System.out.println("fuzz of the API: seed " + SEED);
        List<Example> examples = new ApiExamples()
                .all().stream()
                        .filter(example -> !example.path().contains("/stream"))
                        .toList();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        Map<String, Integer> statuses = new TreeMap<>();
        try {
            assertThat(run(threads, examples, 500, SEED)).hasSize(500);
            long before = used();
            run(threads, examples, REQUESTS, SEED + 1).forEach(status -> statuses.merge(status, 1, Integer::sum));
            assertThat(used() - before).as("bytes that are still held").isLessThan(64 * 1024 * 1024);
        } finally {
            threads.shutdownNow();
        }
        System.out.println("fuzz of the API: " + statuses);

        assertThat(statuses.keySet())
                .as("seed %d: %s", SEED, statuses)
                .allMatch(status -> status.matches("[234]\\d\\d"));
        assertThat(statuses).containsKeys("201", "400", "401", "404", "405", "413", "415", "422");
        await().until(() -> POSTGRES.database()
                        .count(
                                "SELECT count(*) FROM pg_stat_activity"
                                        + " WHERE datname = current_database() AND application_name = 'taskwire' AND state <> 'idle'")
                == 0);
        assertThat(POSTGRES.database()
                        .count("SELECT count(*) FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND application_name = 'taskwire'"))
                .isLessThanOrEqualTo(6);
        // More at once than may be in hand, had any of the others stayed there.
        assertThat(STAGE.get("/api/queues").statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyThatComesByteByByteIsReadAndOneThatStopsHoldsNobodyUp() throws Exception {
        byte[] request = ("POST /api/queues/cleanup_tasks/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                        + "Authorization: Bearer " + ApiStage.TOKEN + "\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 13\r\n\r\n{\"message\":1}")
                .getBytes(StandardCharsets.US_ASCII);
        try (Socket stopped = connect();
                Socket slow = connect()) {
            stopped.getOutputStream().write(request, 0, request.length - 2);
            OutputStream out = slow.getOutputStream();
            slow.setTcpNoDelay(true);
            for (byte one : request) {
                out.write(one);
                out.flush();
            }
            assertThat(status(slow.getInputStream())).isEqualTo("201");
        }
    }

    @Test
    void whatThePageTellsReadersToSendIsTaken() throws Exception {
        String page = Files.readString(Path.of("docs", "api.md"));
        List<String> commands =
                CURL.matcher(page).results().map(found -> found.group(1)).toList();

        assertThat(commands).hasSizeGreaterThan(8);
        for (String command : commands) {
            assertThat(sent(command).statusCode()).as(command).isIn(200, 201);
        }
    }

    private static HttpResponse<Buffer> sent(String command) throws Exception {
        Matcher path = Pattern.compile("\\$TASKWIRE([^\" ]+)").matcher(command);
        Matcher body = Pattern.compile("-d '([^']*)'").matcher(command);
        assertThat(path.find()).isTrue();
        boolean posts = command.contains("-X POST") || command.contains("-d ");
        HttpRequest<Buffer> request = STAGE.request(posts ? HttpMethod.POST : HttpMethod.GET, path.group(1));
        if (command.contains("-X PUT") && body.find()) {
            return STAGE.request(HttpMethod.PUT, path.group(1))
                    .sendJsonObject(new JsonObject(body.group(1)))
                    .await(20, TimeUnit.SECONDS);
        }
        return body.find()
                ? STAGE.post(path.group(1), new JsonObject(body.group(1)).encode())
                : request.send().await(20, TimeUnit.SECONDS);
    }

    private static List<String> run(ExecutorService threads, List<Example> examples, int requests, long seed)
            throws Exception {
        RandomRequests random = new RandomRequests(seed, examples);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            byte[] request = random.next(ApiStage.TOKEN);
            Callable<String> sent = () -> answer(request);
            answers.add(threads.submit(sent));
        }
        List<String> statuses = new ArrayList<>();
        for (Future<String> answer : answers) {
            statuses.add(answer.get(60, TimeUnit.SECONDS));
        }
        return statuses;
    }

    private static String answer(byte[] request) throws IOException {
        try (Socket socket = connect()) {
            try {
                socket.getOutputStream().write(request);
            } catch (IOException refused) {
                // It was answered before all of it was sent.
                assertThat(refused).isNotNull();
            }
            String status = status(socket.getInputStream());
            if (status.startsWith("5")) {
                System.out.println("fuzz of the API: " + status + " to "
                        + new String(request, 0, Math.min(request.length, 400), StandardCharsets.UTF_8));
            }
            return status;
        }
    }

    private static String status(InputStream in) throws IOException {
        String answer = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
        return answer.length() < 12 ? "none" : answer.substring(9);
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), STAGE.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
