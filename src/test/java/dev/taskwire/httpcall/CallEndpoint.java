package dev.taskwire.httpcall;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An endpoint on loopback that answers as a test says, and remembers what was asked and how many asked at once. */
public final class CallEndpoint implements AutoCloseable {
    /** What came. */
    public record Asked(String method, String uri, Map<String, String> headers, String body, long atNanos) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** What is answered. */
    public record Said(int status, Map<String, String> headers, String body) {
        public static Said ok(String body) {
            return new Said(200, Map.of(), body);
        }

        public static Said status(int status) {
            return new Said(status, Map.of(), "");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Function<Asked, Said> answers;

    private CallEndpoint(Function<Asked, Said> answers) throws IOException {
        this.answers = answers;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Begins to answer; what it answers with may take its time. */
    public static CallEndpoint answering(Function<Asked, Said> answers) throws IOException {
        return new CallEndpoint(answers);
    }

    /** Answers 200 once the test has let the call go. */
    public static CallEndpoint holding(Semaphore let) throws IOException {
        return new CallEndpoint(call -> {
            let.acquireUninterruptibly();
            return Said.ok("");
        });
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public ConcurrentLinkedQueue<Asked> asked() {
        return asked;
    }

    /** How many are being answered. */
    public int now() {
        return now.get();
    }

    /** How many were being answered at once at the most, since this was asked the last time. */
    public int mostSince() {
        return most.getAndSet(now.get());
    }

    private void answer(HttpExchange exchange) throws IOException {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        try (exchange) {
            Asked call = read(exchange);
            asked.add(call);
            Said said = answers.apply(call);
            said.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
            now.decrementAndGet();
            exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Asked read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                System.nanoTime());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
