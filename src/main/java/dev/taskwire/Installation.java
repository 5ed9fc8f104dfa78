package dev.taskwire;

import dev.taskwire.config.DatabaseConfig;
import dev.taskwire.postgres.DatabaseAddress;
import dev.taskwire.postgres.DatabaseReady;
import dev.taskwire.postgres.InstalledSchema;
import dev.taskwire.queue.NewQueue;
import dev.taskwire.queue.NewQueue.Made;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that the database has what this version needs, and the queues that are worked on. */
final class Installation {
    private static final Logger LOG = LoggerFactory.getLogger(Installation.class);

    /** What a migration needs beside the library, and where it is found. */
    private static final List<String> MIGRATION = List.of(
            "org.flywaydb.core.Flyway",
            "org.flywaydb.database.postgresql.PostgreSQLDatabaseType",
            "org.postgresql.Driver");

    private final Vertx vertx;
    private final Pool pool;
    private volatile @Nullable DatabaseReady ready;

    Installation(Vertx vertx, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
    }

    /** Brings the database to this version, or checks that it is there; waits for one that is away. */
    Future<Void> migrate(DatabaseConfig database) {
        if (MIGRATION.stream().anyMatch(Installation::isMissing)) {
            return Future.failedFuture(new TaskwireException("migrate: add org.flywaydb:flyway-core,"
                    + " org.flywaydb:flyway-database-postgresql and org.postgresql:postgresql to the class path; or run"
                    + " `java -jar taskwire.jar migrate`, and set migrate(false)"));
        }
        DatabaseReady waiting = new DatabaseReady(vertx, DatabaseAddress.parse(database.url()));
        ready = waiting;
        return waiting.await(() -> Migrating.run(database))
                .onSuccess(sentences -> sentences.forEach(LOG::info))
                .mapEmpty();
    }

    /** Ends the wait for a database that is away. */
    void giveUp() {
        DatabaseReady waiting = ready;
        if (waiting != null) {
            waiting.giveUp();
        }
    }

    /** Answers the schema of the tables that users query, or fails where something is left to migrate. */
    Future<String> check() {
        return new InstalledSchema(vertx, pool).check();
    }

    /** Makes the queues that are missing; fails where one is, and this login may not make it. */
    Future<Void> make(List<String> queues) {
        Future<Void> made = Future.succeededFuture();
        for (String queue : queues) {
            made = made.compose(before -> new NewQueue(pool).make(queue)).compose(how -> told(queue, how));
        }
        return made;
    }

    /** Has the queues read as their options say. */
    Future<Void> arrange(List<QueueGroup> queues) {
        Future<Void> arranged = Future.succeededFuture();
        for (QueueGroup queue : queues) {
            arranged = arranged.compose(before -> new NewQueue(pool).arrange(queue.name(), queue.arrangement()));
        }
        return arranged;
    }

    private static Future<Void> told(String queue, Made how) {
        if (how == Made.REFUSED) {
            return Future.failedFuture(new TaskwireException("there is no queue " + queue
                    + ", and this login may not make it: run `SELECT taskwire.make_queue('" + queue
                    + "')` as the owner of schema taskwire, or give this login the role taskwire_worker"));
        }
        if (how == Made.NEW) {
            LOG.atInfo().addKeyValue("queue", queue).log("queue made");
        }
        return Future.succeededFuture();
    }

    private static boolean isMissing(String className) {
        try {
            Class<?> ignored = Class.forName(className, false, Installation.class.getClassLoader());
            return false;
        } catch (ClassNotFoundException missing) {
            return true;
        }
    }
}
