package dev.taskwire.embedded;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Pools;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Map;

/** The embedded Postgres alone, with pgmq in it, until a signal ends it. */
public final class DatabaseOnly {
    private static final Duration PREPARING_MOST = Duration.ofSeconds(30);

    private static final String CREATE_PGMQ = """
            -- demo.pgmq
            CREATE EXTENSION IF NOT EXISTS pgmq
            """;

    private final EmbeddedServer.Settings settings;
    private final DemoConsole console;

    public DatabaseOnly(EmbeddedServer.Settings settings, DemoConsole console) {
        this.settings = settings;
        this.console = console;
    }

    /** Runs until a signal ends it, and answers the exit code. Blocks. */
    public int run() throws Exception {
        StopSignal signal = new StopSignal();
        int exitCode = 1;
        try (EmbeddedServer server = EmbeddedServer.start(settings)) {
            createPgmq(server);
            console.say(server.url());
            console.say("Postgres with pgmq is running; " + keeping() + ". Ctrl-C ends it.");
            console.printWhile(() -> false);
            signal.await();
            exitCode = 0;
            return exitCode;
        } finally {
            signal.release(exitCode);
        }
    }

    private void createPgmq(EmbeddedServer server) throws Exception {
        DatabaseConfig database = TaskwireConfig.from(Map.of(), Map.of("DATABASE_URL", server.url()))
                .database();
        Vertx vertx = Vertx.vertx();
        Pool pool = Pools.create(vertx, database);
        console.await(pool.query(CREATE_PGMQ).execute().mapEmpty().eventually(vertx::close), PREPARING_MOST);
    }

    private String keeping() {
        return settings.data().map(folder -> "its data stays in " + folder).orElse("its data goes when it ends");
    }
}
