package dev.taskwire.support;

import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.embedded.EmbeddedServer;
import dev.taskwire.postgres.Migrator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The one server of a test run, started when it is first needed and stopped with the process. */
final class TestServer {
    private static final String TEMPLATE = "taskwire_template";
    private static final String DEFAULT_IMAGE = "ghcr.io/pgmq/pg18-pgmq:v1.11.1";
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static @Nullable TestServer instance;
    private static String unavailable = "";

    private final String serverUrl;
    private boolean templateMade;

    private TestServer(String serverUrl) {
        this.serverUrl = serverUrl;
    }

    /**
     * Why no test can run, or empty: containers were asked for and none can be had. An image that somebody named is
     * expected to be there.
     */
    static synchronized String unavailable() {
        if (!isContainerWanted() || instance != null || !unavailable.isEmpty()) {
            return unavailable;
        }
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            unavailable = "no Docker engine answers";
            return unavailable;
        }
        try {
            instance = get();
            return unavailable;
        } catch (ContainerLaunchException | ContainerFetchException failure) {
            if (System.getenv("TASKWIRE_TEST_IMAGE") != null) {
                throw failure;
            }
            unavailable = "no container of " + DEFAULT_IMAGE + " can be started: " + failure.getMessage();
            System.out.println("test server: " + unavailable);
            return unavailable;
        }
    }

    static synchronized TestServer get() {
        if (instance == null) {
            instance = new TestServer(start());
        }
        return instance;
    }

    /** The database that is there from the start. */
    String url() {
        return serverUrl;
    }

    TestDatabase createDatabase(boolean migrated) throws SQLException {
        String name = "test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        createDatabase(name, migrated ? template() : "template0");
        TestDatabase database = new TestDatabase(urlOf(name));
        database.execute("ALTER DATABASE " + name + " SET timezone TO 'Asia/Kathmandu'");
        return new TestDatabase(urlOf(name));
    }

    void dropDatabase(TestDatabase database) throws SQLException {
        admin().execute("DROP DATABASE IF EXISTS " + database.name() + " WITH (FORCE)");
    }

    private synchronized String template() throws SQLException {
        String name = TEMPLATE + "_" + ProcessHandle.current().pid();
        if (!templateMade) {
            admin().execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            createDatabase(name, "template0");
            TaskwireConfig config = TaskwireConfig.from(Map.of(), Map.of("DATABASE_URL", urlOf(name)));
            Migrator.Migration migration = new Migrator(config.database(), config.queues()).migrate();
            System.out.println("test server: " + admin().value("SELECT version()") + "; " + migration.pgmq());
            templateMade = true;
        }
        return name;
    }

    private void createDatabase(String name, String template) throws SQLException {
        admin().execute("CREATE DATABASE " + name + " TEMPLATE " + template);
    }

    private TestDatabase admin() {
        return new TestDatabase(serverUrl);
    }

    private String urlOf(String database) {
        return URI.create(serverUrl).resolve("/" + database).toString();
    }

    private static String start() {
        String external = System.getenv("TASKWIRE_TEST_DATABASE_URL");
        if (external != null) {
            return external;
        }
        return isContainerWanted() ? startContainer() : startEmbedded();
    }

    private static boolean isContainerWanted() {
        return "container".equals(System.getProperty("taskwire.test.server"));
    }

    private static String startEmbedded() {
        try {
            EmbeddedServer server = EmbeddedServer.start(EmbeddedServer.Settings.passing());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
            return server.url();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void stop(EmbeddedServer server) {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String startContainer() {
        String image = System.getenv().getOrDefault("TASKWIRE_TEST_IMAGE", DEFAULT_IMAGE);
        DockerImageName name = DockerImageName.parse(image).asCompatibleSubstituteFor("postgres");
        PostgreSQLContainer container = new PostgreSQLContainer(name)
                .withCommand("postgres", "-c", "max_connections=300", "-c", "max_prepared_transactions=20");
        container.start();
        return "postgres://" + container.getUsername() + ":" + container.getPassword() + "@" + container.getHost() + ":"
                + container.getMappedPort(5432) + "/" + container.getDatabaseName();
    }
}
