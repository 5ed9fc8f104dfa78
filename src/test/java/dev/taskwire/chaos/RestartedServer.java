package dev.taskwire.chaos;

import static org.awaitility.Awaitility.await;

import dev.taskwire.embedded.EmbeddedServer;
import dev.taskwire.support.Program;
import dev.taskwire.support.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A durable Postgres of its own that is stopped by signals and started again on the same data and port. */
final class RestartedServer implements AutoCloseable {
    /** What ends a Postgres: sessions are ended and it is closed in order, or it just stops, as a crash does. */
    enum Shutdown {
        FAST("INT"),
        IMMEDIATE("QUIT");

        private final String signal;

        Shutdown(String signal) {
            this.signal = signal;
        }
    }

    private final Path data;
    private final int port;
    private EmbeddedServer server;

    private RestartedServer(Path data, int port, EmbeddedServer server) {
        this.data = data;
        this.port = port;
        this.server = server;
    }

    static RestartedServer start() throws IOException {
        Path data = Files.createTempDirectory("taskwire-restarted");
        int port = freePort();
        return new RestartedServer(data, port, EmbeddedServer.start(settings(data, port)));
    }

    TestDatabase database() {
        return new TestDatabase(server.url());
    }

    /** Ends the server; it is gone when this comes back. */
    void stop(Shutdown how) throws IOException, InterruptedException {
        List<String> lock = Files.readAllLines(data.resolve("postmaster.pid"));
        ProcessHandle postmaster =
                ProcessHandle.of(Long.parseLong(lock.get(0).strip())).orElseThrow();
        Program.run(List.of("kill", "-" + how.signal, String.valueOf(postmaster.pid())));
        await().atMost(Duration.ofSeconds(30)).until(() -> !postmaster.isAlive());
        server.close();
    }

    /** Starts it again, and answers the moment from which it took connections. */
    long startAgain() throws Exception {
        Thread starting = new Thread(this::startOnSameData, "start of the server");
        starting.start();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(this::takesConnections);
        long since = System.nanoTime();
        starting.join();
        return since;
    }

    private void startOnSameData() {
        try {
            server = EmbeddedServer.start(settings(data, port));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private boolean takesConnections() {
        try (Connection connection = database().connect()) {
            return connection.isValid(1);
        } catch (java.sql.SQLException away) {
            return false;
        }
    }

    private static EmbeddedServer.Settings settings(Path data, int port) {
        return new EmbeddedServer.Settings(Optional.of(data), port, true, true);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
