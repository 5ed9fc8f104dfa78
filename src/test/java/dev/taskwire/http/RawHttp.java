package dev.taskwire.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Requests byte for byte, over sockets. */
final class RawHttp {
    private static final Duration ANSWER_MOST = Duration.ofSeconds(15);

    private RawHttp() {}

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) ANSWER_MOST.toMillis());
        return socket;
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** All that comes until the server closes. */
    static String untilItEnds(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Sends a text and answers what comes back until the server closes. */
    static Answer ask(int port, String text) throws IOException {
        try (Socket socket = connect(port)) {
            write(socket, text);
            return new Answer(untilItEnds(socket));
        }
    }

    /** A request without a body, to this machine by its name. */
    static Answer call(int port, String methodAndPath, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(methodAndPath + " HTTP/1.1\r\nConnection: close\r\n");
        if (Arrays.stream(headers).noneMatch(header -> header.startsWith("Host:"))) {
            head.append("Host: localhost:" + port + "\r\n");
        }
        Arrays.stream(headers).forEach(header -> head.append(header).append("\r\n"));
        return ask(port, head + "\r\n");
    }

    static Answer post(int port, String path, String body, String... headers) throws IOException {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        StringBuilder head =
                new StringBuilder("POST " + path + " HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n");
        head.append("Content-Length: " + length + "\r\n");
        Arrays.stream(headers).forEach(header -> head.append(header).append("\r\n"));
        return ask(port, head + "\r\n" + body);
    }

    record Answer(String text) {
        int status() {
            return text.matches("(?s)HTTP/1\\.[01] .*") ? Integer.parseInt(text.substring(9, 12)) : 0;
        }

        Optional<String> header(String name) {
            return text.lines()
                    .takeWhile(line -> !line.isEmpty())
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).trim())
                    .findFirst();
        }

        /** How many answers it holds. */
        int answers() {
            return text.split("HTTP/1\\.[01] ", -1).length - 1;
        }
    }
}
