package dev.taskwire.chaos;

import dev.taskwire.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that write to the activity log's queue in transactions of any length up to half a second, in turns of many and
 * of few, and remember when each began to commit.
 */
final class RandomWriters {
    static final String TABLE = "CREATE TABLE notes (id bigint PRIMARY KEY); SELECT taskwire.watch('notes')";

    private static final Duration LONGEST = Duration.ofMillis(500);
    private static final Duration TIDE = Duration.ofSeconds(3);

    private final TestDatabase database;
    private final ExecutorService sessions = Executors.newCachedThreadPool();
    private final Map<Long, Instant> committed = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean ended;

    RandomWriters(TestDatabase database) {
        this.database = database;
    }

    void begin(int writers, long seed) {
        for (int number = 1; number <= writers; number++) {
            long first = number * 1_000_000L;
            Random random = new Random(seed + number);
            sessions.execute(() -> write(first, random));
        }
    }

    /** When the commit of each note began, by its id. */
    Map<Long, Instant> committed() {
        return committed;
    }

    /** Completes when the last transaction has ended. */
    void end() throws Exception {
        ended = true;
        sessions.shutdown();
        if (!sessions.awaitTermination(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a writer hangs");
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private void write(long first, Random random) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (long note = first; !ended; note++) {
                connection.setTransactionIsolation(
                        random.nextBoolean()
                                ? Connection.TRANSACTION_READ_COMMITTED
                                : Connection.TRANSACTION_REPEATABLE_READ);
                statement.execute(insert(note, random));
                if (random.nextInt(100) < (isHighTide() ? 10 : 100)) {
                    statement.execute("SELECT pg_sleep(" + random.nextInt((int) LONGEST.toMillis()) / 1000.0 + ")");
                }
                if (random.nextInt(10) == 0) {
                    connection.rollback();
                } else {
                    committed.put(note, Instant.now());
                    connection.commit();
                }
            }
        } catch (SQLException gone) {
            failure.compareAndSet(null, gone);
        }
    }

    private static boolean isHighTide() {
        return System.currentTimeMillis() / TIDE.toMillis() % 2 == 0;
    }

    /** By the trigger or by taskwire.send, in a savepoint or not, after another one that is undone or not. */
    private static String insert(long note, Random random) {
        String statement = random.nextInt(3) == 0
                ? "SELECT taskwire.send('activity_log', '{\"entity_type\": \"notes\", \"action\": \"created\","
                        + " \"entity_id\": \"" + note + "\"}')"
                : "INSERT INTO notes VALUES (" + note + ")";
        String undone = random.nextInt(4) == 0
                ? "SAVEPOINT undone; INSERT INTO notes VALUES (" + -note + "); ROLLBACK TO undone;"
                : "";
        return undone + (random.nextBoolean() ? "SAVEPOINT one;" + statement + "; RELEASE one" : statement);
    }
}
