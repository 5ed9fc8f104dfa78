package dev.taskwire.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** The names that an installed Taskwire goes by: its queues by their roles, and the schema of the users' tables. */
final class InstalledNames {
    private static final String IS_THERE = """
            -- names.is_there
            SELECT to_regclass('taskwire.queue') IS NOT NULL AND to_regclass('taskwire.user_table') IS NOT NULL
            """;

    private static final String NAMES = """
            -- names.installed
            SELECT queue.role || '_queue' AS what, queue.name FROM taskwire.queue
            UNION ALL
            SELECT 'tables_schema', namespace.nspname::text
            FROM taskwire.user_table AS known
            JOIN pg_class AS present ON present.oid = known.relation
            JOIN pg_namespace AS namespace ON namespace.oid = present.relnamespace
            WHERE known.name = 'job_failures'
            """;

    private final Connection connection;
    private final String usualSchema;

    /** @param usualSchema of the users' tables, where they are not there yet */
    InstalledNames(Connection connection, String usualSchema) {
        this.connection = connection;
        this.usualSchema = usualSchema;
    }

    /** As the migrations want them. */
    Map<String, String> placeholders() throws SQLException {
        Map<String, String> names = new HashMap<>(Map.of(
                "tables_schema", usualSchema,
                "activity_log_queue", "activity_log",
                "notifications_queue", "notifications",
                "report_generation_queue", "report_generation",
                "cleanup_tasks_queue", "cleanup_tasks",
                "http_calls_queue", "http_calls"));
        try (Statement statement = connection.createStatement()) {
            if (isThere(statement)) {
                try (ResultSet rows = statement.executeQuery(NAMES)) {
                    while (rows.next()) {
                        names.replace(rows.getString("what"), rows.getString("name"));
                    }
                }
            }
        }
        return names;
    }

    private static boolean isThere(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(IS_THERE)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
