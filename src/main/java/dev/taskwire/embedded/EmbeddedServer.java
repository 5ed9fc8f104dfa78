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
import java.util.stream.Stream;

/** A Postgres on loopback with the pgmq extension within its reach. Starting and stopping block for seconds. */
public final class EmbeddedServer implements AutoCloseable {
    private static final Duration STARTUP_MOST = Duration.ofSeconds(60);

    private final EmbeddedPostgres server;
    private final Path extensionFiles;

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
     */
    public record Settings(Optional<Path> data, int port, boolean durable) {
        /** For a look or a test: nothing is kept. */
        public static Settings passing() {
            return new Settings(Optional.empty(), 0, false);
        }
    }

    public static EmbeddedServer start(Settings settings) throws IOException {
        Path extensionFiles = PgmqExtension.unpack(Files.createTempDirectory("taskwire-pgmq"));
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPort(settings.port())
                .setPGStartupWait(STARTUP_MOST)
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
        settings.data().ifPresent(data -> builder.setDataDirectory(data).setCleanDataDirectory(false));
        return new EmbeddedServer(builder.start(), extensionFiles);
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

    @Override
    public void close() throws IOException {
        server.close();
        try (Stream<Path> files = Files.walk(extensionFiles)) {
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
