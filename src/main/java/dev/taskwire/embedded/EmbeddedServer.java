package dev.taskwire.embedded;

import dev.taskwire.postgres.PgmqExtension;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** A Postgres on loopback with the pgmq extension within its reach. Starting and stopping block for seconds. */
public final class EmbeddedServer implements AutoCloseable {
    private static final Duration STARTUP_MOST = Duration.ofSeconds(60);
    private static final String VERSION = "18";

    private final EmbeddedPostgres server;
    private final Path extensionFiles;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedServer(EmbeddedPostgres server, Path extensionFiles) {
        this.server = server;
        this.extensionFiles = extensionFiles;
    }

    /**
     * How to start a server.
     *
     * @param data where the data is kept; where there is none, it goes when the server stops
     * @param port 0 takes a free one
     * @param durable whether a commit waits for the disk
     * @param stoppedByOwner whether the end of the process leaves it to the owner to stop the server
     */
    public record Settings(Optional<Path> data, int port, boolean durable, boolean stoppedByOwner) {
        /** For a look or a test: nothing is kept. */
        public static Settings passing() {
            return new Settings(Optional.empty(), 0, false, false);
        }

        /** Why no server can start with these settings, as a sentence; empty where one can. */
        public Optional<String> obstacle() {
            return port != 0 && !FreePort.isFree(port)
                    ? Optional.of("port " + port + " is taken: name another one, or none to take any that is free")
                    : data.flatMap(folder -> new DataFolder(folder, VERSION).obstacle());
        }
    }

    /**
     * Starts a server.
     *
     * @throws IOException if it does not start; where the settings are the reason, its message says what to do
     */
    public static EmbeddedServer start(Settings settings) throws IOException {
        Optional<String> obstacle = settings.obstacle();
        if (obstacle.isPresent()) {
            throw new IOException(obstacle.get());
        }
        Path extensionFiles = PgmqExtension.unpack(Files.createTempDirectory("taskwire-pgmq"));
        Path data = settings.data().isPresent()
                ? settings.data().get().toAbsolutePath()
                : Files.createTempDirectory("taskwire-data");
        try {
            EmbeddedServer server =
                    new EmbeddedServer(builder(settings, data, extensionFiles).start(), extensionFiles);
            if (!settings.stoppedByOwner()) {
                Runtime.getRuntime().addShutdownHook(new Thread(server::closeAtTheEnd, "embedded server"));
            }
            return server;
        } catch (IOException | RuntimeException failure) {
            deleteAll(extensionFiles);
            DetectionScripts.delete();
            if (settings.data().isEmpty()) {
                deleteAll(data);
            }
            throw failure;
        }
    }

    private static EmbeddedPostgres.Builder builder(Settings settings, Path data, Path extensionFiles) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPort(settings.port())
                .setDataDirectory(data)
                .setCleanDataDirectory(settings.data().isEmpty())
                .setPGStartupWait(STARTUP_MOST)
                // Its own hook would leave the extension's files behind.
                .setRegisterShutdownHook(false)
                // The same everywhere: the locale of the user's environment may be none that this machine has.
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setLocaleConfig("locale", "C")
                .setErrorRedirector(Redirect.DISCARD)
                .setOutputRedirector(Redirect.DISCARD)
                // The shell that starts the server must not take $system for a variable of its own.
                .setServerConfig("extension_control_path", "'" + extensionFiles + ":$system'")
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .setServerConfig("max_prepared_transactions", "20");
        if (settings.durable() || settings.data().isPresent()) {
            builder.setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on");
        }
        return builder;
    }

    /** The URL of the database that is there from the start. */
    public String url() {
        return url("postgres");
    }

    public String url(String database) {
        return "postgres://postgres:postgres@127.0.0.1:" + server.getPort() + "/" + database;
    }

    public int port() {
        return server.getPort();
    }

    private void closeAtTheEnd() {
        try {
            close();
        } catch (IOException failure) {
            System.err.println("taskwire: the embedded server could not be stopped: " + failure.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        server.close();
        deleteAll(extensionFiles);
        DetectionScripts.delete();
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(EmbeddedServer::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }
}
