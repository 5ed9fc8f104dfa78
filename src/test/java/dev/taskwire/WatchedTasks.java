package dev.taskwire;

import static org.awaitility.Awaitility.await;

import dev.taskwire.support.PostgresExtension;
import dev.taskwire.support.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A table that is watched, empty at first as is its log, for each test. */
final class WatchedTasks implements BeforeEachCallback {
    private final PostgresExtension postgres;

    WatchedTasks(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        database()
                .execute("CREATE TABLE IF NOT EXISTS tasks"
                        + " (id bigint PRIMARY KEY, title text, status text, points integer);"
                        + "SELECT taskwire.watch('tasks', 'task')");
        database()
                .execute(
                        "SET session_replication_role = replica; DELETE FROM tasks; DELETE FROM activity_logs; DELETE FROM job_failures;"
                                + "DELETE FROM pgmq.q_activity_log");
    }

    TestDatabase database() {
        return postgres.database();
    }

    /** The rows of the log, in their order. */
    List<Map<String, @Nullable Object>> logged() throws SQLException {
        return database().rows("SELECT * FROM activity_logs ORDER BY seq");
    }

    void awaitLogged(int rows) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> database().count("SELECT count(*) FROM activity_logs") == rows);
    }
}
