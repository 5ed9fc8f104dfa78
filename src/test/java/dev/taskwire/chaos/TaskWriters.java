package dev.taskwire.chaos;

import dev.taskwire.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Users who create tasks and assign some of them, each in a session of their own, and tell the oracle. One in six
 * transactions is rolled back. A session that breaks is opened again.
 */
final class TaskWriters implements AutoCloseable {
    static final String ASSIGNEE = "22222222-2222-4222-8222-222222222222";

    private static final String TABLES = """
            CREATE TABLE profiles (id uuid PRIMARY KEY, email text, full_name text);
            CREATE TABLE tasks (id bigint PRIMARY KEY, title text, assignee_id uuid);
            INSERT INTO profiles VALUES ('%s', 'grace@example.com', 'Grace');
            SELECT taskwire.watch('tasks'), taskwire.watch_assignments('tasks');
            """.formatted(ASSIGNEE);

    private static final int ROWS = 5;

    private final TestDatabase database;
    private final Oracle oracle;
    private final ScheduledExecutorService sessions = Executors.newScheduledThreadPool(2);
    private final List<ScheduledFuture<?>> writing = new ArrayList<>();
    private final AtomicInteger broken = new AtomicInteger();

    TaskWriters(TestDatabase database, Oracle oracle) {
        this.database = database;
        this.oracle = oracle;
    }

    static void createTables(TestDatabase database) throws SQLException {
        database.execute(TABLES);
    }

    /** Begins: each writer commits a transaction of five new tasks, one of them assigned, in each period. */
    void begin(int writers, Duration period, long seed) {
        for (int number = 1; number <= writers; number++) {
            Session session = new Session(number * 1_000_000L, new Random(seed + number));
            writing.add(sessions.scheduleAtFixedRate(session::write, 0, period.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    /** How often a session broke and was opened again. */
    int broken() {
        return broken.get();
    }

    /** Completes when no writer writes any more. */
    @Override
    public void close() {
        sessions.shutdown();
        try {
            if (!sessions.awaitTermination(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a writer hangs");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** The change of a new task, as the oracle and {@link Verdict} call it. */
    static String created(long task) {
        return "created " + task;
    }

    static String assigned(long task) {
        return "updated " + task;
    }

    private final class Session {
        private final Random random;
        private long next;
        private @Nullable Connection connection;

        Session(long first, Random random) {
            this.next = first;
            this.random = random;
        }

        void write() {
            long first = next;
            next += ROWS;
            List<String> changes = new ArrayList<>();
            for (long task = first; task < next; task++) {
                changes.add(created(task));
            }
            changes.add(assigned(first));
            try {
                Connection open = connection();
                oracle.tries(changes);
                boolean committed = transaction(open, first);
                if (committed) {
                    oracle.committed(changes);
                } else {
                    oracle.undone(changes);
                }
            } catch (SQLException gone) {
                broken.incrementAndGet();
                connection = null;
            }
        }

        private boolean transaction(Connection open, long first) throws SQLException {
            try (Statement statement = open.createStatement()) {
                statement.execute("INSERT INTO tasks SELECT id, 'task ' || id FROM generate_series(" + first + ", "
                        + (first + ROWS - 1) + ") AS id");
                statement.execute("UPDATE tasks SET assignee_id = '" + ASSIGNEE + "' WHERE id = " + first);
            }
            if (random.nextInt(6) == 0) {
                open.rollback();
                return false;
            }
            open.commit();
            return true;
        }

        private Connection connection() throws SQLException {
            Connection open = connection;
            if (open == null) {
                open = database.connect();
                open.setAutoCommit(false);
                connection = open;
            }
            return open;
        }
    }
}
