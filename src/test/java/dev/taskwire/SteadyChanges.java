package dev.taskwire;

import static org.awaitility.Awaitility.await;

import dev.taskwire.support.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Inserts a row of a watched table at a steady pace, whatever else goes on; the rows are numbered from 1 on. */
final class SteadyChanges implements AutoCloseable {
    private static final Duration MOST = Duration.ofMinutes(3);

    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
    private final Connection connection;
    private final PreparedStatement insert;
    private @Nullable Future<?> begun;

    private SteadyChanges(Connection connection, PreparedStatement insert) {
        this.connection = connection;
        this.insert = insert;
    }

    static SteadyChanges begin(TestDatabase database, String table, Duration every) throws SQLException {
        Connection connection = database.connect();
        PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table + " VALUES (?)");
        SteadyChanges changes = new SteadyChanges(connection, insert);
        changes.begun = changes.writer.scheduleAtFixedRate(changes::write, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        return changes;
    }

    /** The number of the last one. */
    int last() {
        SQLException broken = failure.get();
        if (broken != null) {
            throw new IllegalStateException("a change could not be written", broken);
        }
        return written.get();
    }

    /** Waits until so many more were written, and answers the number of the last one. */
    int awaitMore(int changes) {
        int until = last() + changes;
        await().atMost(MOST).until(() -> last() >= until);
        return last();
    }

    @Override
    public void close() throws SQLException {
        if (begun != null) {
            begun.cancel(false);
        }
        writer.shutdown();
        await().atMost(MOST).until(writer::isTerminated);
        connection.close();
    }

    private void write() {
        try {
            insert.setInt(1, written.get() + 1);
            insert.executeUpdate();
            written.incrementAndGet();
        } catch (SQLException broken) {
            failure.compareAndSet(null, broken);
        }
    }
}
