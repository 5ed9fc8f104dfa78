package dev.taskwire.bench;

import dev.taskwire.config.QueueConfig;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.postgres.Migrator;
import dev.taskwire.postgres.Uninstaller;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a database for the bench, and gives it back as it was. For the bench's thread, since it waits. */
final class BenchDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(BenchDatabase.class);

    /** The comment of the bench's schema begins with this. */
    private static final String MARK = "Made by taskwire bench, which takes all of it away";

    private static final String PGMQ_MADE_TOO = MARK + ", and pgmq too";

    private static final String QUEUE = "taskwire_bench";

    private static final String FOUND = """
            -- bench.found
            SELECT coalesce(obj_description(to_regnamespace('taskwire_bench')::oid, 'pg_namespace'), '') AS mark,
                   to_regnamespace('pgmq') IS NOT NULL AS pgmq
            """;

    private final BenchClient client;
    private final TaskwireConfig config;
    private final Sizes sizes;

    BenchDatabase(BenchClient client, TaskwireConfig config, Sizes sizes) {
        this.client = client;
        this.config = config;
        this.sizes = sizes;
    }

    /**
     * Makes sure that nothing of anybody else's is there, and takes away what a killed bench left.
     *
     * @throws IllegalStateException if the database is not free; nothing was changed then
     */
    void requireFree() throws Exception {
        new Occupants(client).require(MARK, queues());
        giveBack();
    }

    /** Makes everything; {@link #giveBack} is due however far that comes. */
    void take() throws Exception {
        client.run(Script.read("bench-mark.sql", Map.of("mark", found().getBoolean("pgmq") ? MARK : PGMQ_MADE_TOO)));
        new Migrator(config.database(), config.queues()).migrate().sentences().forEach(LOG::info);
        client.run(Script.read(
                "bench.sql",
                Map.of(
                        "rows", String.valueOf(sizes.rows()),
                        "events", String.valueOf(sizes.events()),
                        "queue", config.queues().activityLog().name(),
                        "log", config.database().tablesSchema() + ".activity_logs",
                        "batch", String.valueOf(config.queues().activityLog().batchSize()))));
    }

    /** Takes away what the bench made, this one or one that was killed; without its mark, nothing is. */
    void giveBack() throws Exception {
        String mark = found().getString("mark");
        if (!mark.startsWith(MARK)) {
            return;
        }
        try (Uninstaller uninstaller = new Uninstaller(config.database())) {
            LOG.info(uninstaller.uninstall());
        }
        client.run(Script.read("bench-drop.sql", Map.of("drop_pgmq", String.valueOf(mark.startsWith(PGMQ_MADE_TOO)))));
    }

    private Row found() throws Exception {
        return client.rows(FOUND).get(0);
    }

    private List<String> queues() {
        return Stream.concat(config.queues().all().stream().map(QueueConfig::name), Stream.of(QUEUE))
                .toList();
    }
}
