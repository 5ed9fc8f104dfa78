package dev.taskwire.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskwire.support.Protobuf.Field;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Takes spans by OTLP over HTTP, as a collector does. */
public final class SpanCollector implements AutoCloseable {
    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<String> services = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    private SpanCollector(HttpServer server) {
        this.server = server;
    }

    /** Starts one on a free port. */
    public static SpanCollector start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SpanCollector collector = new SpanCollector(server);
        server.createContext("/v1/traces", collector::take);
        server.start();
        return collector;
    }

    /**
     * A span as it was sent.
     *
     * @param links the spans that it has links to
     * @param error what its status and its events say where it is an error, else empty
     */
    public record Span(
            String traceId,
            String id,
            String parent,
            String name,
            Map<String, String> attributes,
            List<String> links,
            String error) {}

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All that came, in the order in which they ended. */
    public List<Span> spans() {
        return List.copyOf(spans);
    }

    /** Those of one trace. */
    public List<Span> spans(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    /** Everything that came, texts among it as they are. */
    public String text() {
        return String.join("\n", texts);
    }

    public List<String> services() {
        return List.copyOf(services);
    }

    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        texts.add(new String(body, StandardCharsets.UTF_8));
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        for (Field resource : Protobuf.read(body).all(1)) {
            services.add(attributes(resource.message().one(1).message().all(1)).getOrDefault("service.name", ""));
            for (Field scope : resource.message().all(2)) {
                scope.message().all(2).forEach(span -> spans.add(span(span.message())));
            }
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Span span(Protobuf span) {
        Protobuf status = span.one(15).message();
        return new Span(
                hex(span.one(1)),
                hex(span.one(2)),
                hex(span.one(4)),
                span.one(5).text(),
                attributes(span.all(9)),
                span.all(13).stream().map(link -> hex(link.message().one(2))).toList(),
                status.one(3).number() == 2 ? status.one(2).text() + " " + events(span) : "");
    }

    private static String events(Protobuf span) {
        return span.all(11).stream()
                .map(event -> attributes(event.message().all(3)).toString())
                .collect(Collectors.joining(" "));
    }

    private static Map<String, String> attributes(List<Field> pairs) {
        return pairs.stream()
                .map(Field::message)
                .collect(Collectors.toMap(
                        pair -> pair.one(1).text(), pair -> value(pair.one(2).message()), (one, other) -> other));
    }

    private static String value(Protobuf value) {
        return value.all(1).isEmpty()
                ? String.valueOf(value.one(3).number())
                : value.one(1).text();
    }

    private static String hex(Field field) {
        return HexFormat.of().formatHex(field.bytes());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
