package dev.taskwire.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server in Slack's place that holds each message to Slack's rules and keeps it. */
public final class SlackStandIn implements AutoCloseable {
    private static final String PATH = "/services/T0/B0/nobody-may-see-this";

    private final HttpServer server;
    private final List<JsonObject> posts = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    private SlackStandIn(HttpServer server) {
        this.server = server;
    }

    public static SlackStandIn start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SlackStandIn slack = new SlackStandIn(server);
        server.createContext(PATH, slack::take);
        server.start();
        return slack;
    }

    /** The address of the webhook. */
    public String url() {
        return "http://localhost:" + server.getAddress().getPort() + PATH;
    }

    /** Answers with this from now on; with 429, asks to be left alone for half a minute. */
    public void answers(int newStatus) {
        status = newStatus;
    }

    /** What came, the refused too. */
    public List<JsonObject> posts() {
        return posts;
    }

    /** The line of each. */
    public List<String> texts() {
        return posts.stream().map(post -> post.getString("text")).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            Buffer body = Buffer.buffer(exchange.getRequestBody().readAllBytes());
            SlackBodies.check(body);
            posts.add(body.toJsonObject());
            if (status == 429) {
                exchange.getResponseHeaders().add("Retry-After", "30");
            }
            byte[] answer = (status == 200 ? "ok" : "no").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }
}
